namespace S2Grid.Server.Configuration;

/// <summary>Everything that a silo can be told.</summary>
public static class Settings
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string VariablePrefix = "S2GRID_";

    /// <summary>The section of the settings file.</summary>
    public const string Section = "S2Grid";

    internal static readonly Setting File = new("settings", "FILE", "Settings file: JSON with a section S2Grid, and Logging as ASP.NET Core knows it", "appsettings.json, if there is one here");
    internal static readonly Setting ClusterId = new("cluster-id", "ID", "The cluster that the silo belongs to", "s2grid");
    internal static readonly Setting Bind = new("bind", "ADDRESS", "IP address to listen on; anything but loopback needs certificates and tokens", "127.0.0.1");
    internal static readonly Setting Advertise = new("advertise", "ADDRESS", "IP address at which other silos and clients reach this one", "bind, or this machine's first address");
    internal static readonly Setting SiloPort = new("silo-port", "PORT", "Port for other silos; 0 chooses a free one", "11111");
    internal static readonly Setting GatewayPort = new("gateway-port", "PORT", "Port for clients; 0 chooses a free one", "30000");
    internal static readonly Setting HttpPort = new("http-port", "PORT", "Port for /health/live, /health/ready, /metrics and /dashboard; 0 chooses a free one", "11080");
    internal static readonly Setting AgentPort = new("agent-port", "PORT", "Port for agents on machines that measure; 0 chooses a free one", "11090");
    internal static readonly Setting Redis = new("redis", "ADDRESS", "Redis, through which silos find each other: HOST:PORT[,password=...]", "none: this silo is alone");
    internal static readonly Setting Postgres = new("postgres", "CONNECTION", "PostgreSQL for the catalogue: Host=...;Username=...;Password=...;Database=...", "none: SQLite in the data directory");
    internal static readonly Setting Data = new("data", "DIR", "Data directory, for what is not in PostgreSQL", "s2grid in $XDG_DATA_HOME or ~/.local/share");
    internal static readonly Setting Segments = new("segments", "DIR|postgres", "Where results are: a directory that all silos share, or 'postgres'", "postgres if the catalogue is there, else data");
    internal static readonly Setting Slots = new("slots", "N", "How many batches are simulated at once; 0 simulates nothing", "cores - 1, at least 1");
    internal static readonly Setting Memory = new("memory", "SIZE", "Table memory that runs may take together (512M, 4G)", "70 % of what the process can have");
    internal static readonly Setting Certificate = new("certificate", "FILE", "The silo's certificate, PEM ('s2grid pki issue silo NAME')", "none: no TLS");
    internal static readonly Setting Key = new("key", "FILE", "The certificate's private key, PEM", "none");
    internal static readonly Setting Authority = new("authority", "FILE", "The certificate of the cluster's authority, PEM", "none");
    internal static readonly Setting Tokens = new("tokens", "FILE", "Clients' tokens and roles ('s2grid token create')", "none: everybody may do everything");
    internal static readonly Setting Otlp = new("otlp", "URL", "Collector that gets traces and metrics by OTLP, such as http://localhost:4317", "none");
    internal static readonly Setting OtlpProtocol = new("otlp-protocol", "grpc|http", "How the collector is spoken to: gRPC, or HTTP with protobuf, for which /v1/traces and /v1/metrics are added", "grpc");
    internal static readonly Setting Kubernetes = new("kubernetes", "yes|no", "Whether the silo is a pod that may see its namespace's pods: members whose pods are gone are declared dead", "no");
    internal static readonly Setting StartFile = new("start-file", "FILE", "Where to write the start line, too; for scripts", "none");

    /// <summary>All settings, in the order of help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        File, ClusterId, Bind, Advertise, SiloPort, GatewayPort, HttpPort, AgentPort, Redis, Postgres, Data, Segments, Slots, Memory,
        Certificate, Key, Authority, Tokens, Otlp, OtlpProtocol, Kubernetes, StartFile,
    ];

    /// <summary>Variables with the same prefix that are not for silos.</summary>
    internal static IReadOnlyCollection<string> ForeignVariables { get; } = ["S2GRID_CLUSTER", "S2GRID_LAB", "S2GRID_LOCAL", "S2GRID_TOKEN"];
}
