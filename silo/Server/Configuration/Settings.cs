namespace S2Grid.Server.Configuration;

/// <summary>Everything that a silo can be told, each declared once: flags, environment variables, keys of the settings file and help follow
/// from it.</summary>
internal static class Settings
{
    /// <summary>The section of the settings file.</summary>
    public const string Section = "S2Grid";

    private const int MaxSlots = 4096;

    public static readonly Option<string?> File = CliOption.OptionalText(
        "--settings", "FILE", "Settings file: JSON with a section S2Grid, and Logging as ASP.NET Core knows it",
        "appsettings.json, if there is one here");

    public static readonly Option<string> ClusterId = CliOption.Value<string>(
        "--cluster-id", "ID", "The cluster that the silo belongs to", SettingTexts.TryReadClusterId, SettingTexts.NoClusterId,
        AccessKeys.DefaultClusterId);

    public static readonly Option<IPAddress?> Bind = Address(
        "--bind", "IP address to listen on; anything but loopback needs certificates and tokens", "127.0.0.1");

    public static readonly Option<IPAddress?> Advertise = Address(
        "--advertise", "IP address at which other silos and clients reach this one", "bind, or this machine's first address");

    public static readonly Option<int> SiloPort = Port("--silo-port", "Port for other silos", 11111);
    public static readonly Option<int> GatewayPort = Port("--gateway-port", "Port for clients", 30000);
    public static readonly Option<int> HttpPort =
        Port("--http-port", "Port for the pages, /api/v1, /health/live, /health/ready, /metrics and /dashboard", 11080);
    public static readonly Option<int> AgentPort = Port("--agent-port", "Port for agents on machines that measure", 11090);

    public static readonly Option<string?> Redis = Secret(
        "--redis",
        "ADDRESS",
        "Redis, through which silos find each other: HOST:PORT[,password=...]",
        SettingTexts.IsRedis,
        "is not a valid address of Redis, such as 'localhost:6379' or 'redis:6379,password=...'",
        "none: this silo is alone");

    public static readonly Option<string?> Postgres = Secret(
        "--postgres",
        "CONNECTION",
        "PostgreSQL for the catalogue: Host=...;Username=...;Password=...;Database=...",
        SettingTexts.IsPostgres,
        "is not a valid connection text of Npgsql",
        "none: SQLite in the data directory");

    public static readonly Option<string?> Data = CliOption.OptionalText(
        "--data", "DIR", "Data directory, for what is not in PostgreSQL", "s2grid in $XDG_DATA_HOME or ~/.local/share");

    public static readonly Option<string?> Segments = CliOption.OptionalText(
        "--segments", "DIR|postgres", "Where results are: a directory that all silos share, or 'postgres'",
        "postgres if the catalogue is there, else data");

    public static readonly Option<int?> Slots = CliOption.OptionalNumber(
        "--slots", "N", "How many batches are simulated at once; 0 simulates nothing", 0, MaxSlots, "cores - 1, at least 1");

    public static readonly Option<long?> Memory = CliOption.OptionalValue<long?>(
        "--memory",
        "SIZE",
        "Table memory that runs may take together (512M, 4G)",
        SettingTexts.TryReadSize,
        "is not a valid size; write bytes or a unit (512M, 4G)",
        "70 % of what the process can have");

    public static readonly Option<string?> Certificate = CliOption.OptionalText(
        "--certificate", "FILE", "The silo's certificate, PEM ('s2grid pki issue silo NAME')", "none: no TLS");

    public static readonly Option<string?> Key = CliOption.OptionalText("--key", "FILE", "The certificate's private key, PEM");

    public static readonly Option<string?> Authority = CliOption.OptionalText(
        "--authority", "FILE", "The certificate of the cluster's authority, PEM");

    public static readonly Option<string?> Tokens = CliOption.OptionalText(
        "--tokens", "FILE", "Clients' tokens and roles ('s2grid token create')", "none: everybody may do everything");

    public static readonly Option<Uri?> Otlp = CliOption.OptionalValue<Uri>(
        "--otlp",
        "URL",
        "Collector that gets traces and metrics by OTLP, such as http://localhost:4317",
        SettingTexts.TryReadWebAddress,
        "is not a valid address of a collector, such as 'http://localhost:4317'");

    public static readonly Option<string> OtlpProtocol = OneOf(
        "--otlp-protocol", "How the collector is spoken to: gRPC, or HTTP with protobuf, for which /v1/traces and /v1/metrics are added",
        "grpc", "http");

    public static readonly Option<string> Kubernetes = CliOption.Value<string>(
        "--kubernetes", "no|yes",
        "Whether the silo is a pod that may see its namespace's pods: members whose pods are gone are declared dead",
        SettingTexts.TryReadYesNo, "is not one of no, yes", SettingTexts.No, () => [SettingTexts.No, SettingTexts.Yes]);

    public static readonly Option<string?> StartFile = CliOption.OptionalText(
        "--start-file", "FILE", "Where to write the start line, too; for scripts");

    /// <summary>All settings, in the order of help.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        File, ClusterId, Bind, Advertise, SiloPort, GatewayPort, HttpPort, AgentPort, Redis, Postgres, Data, Segments, Slots, Memory,
        Certificate, Key, Authority, Tokens, Otlp, OtlpProtocol, Kubernetes, StartFile,
    ];

    /// <summary>Variables with the same prefix that are not for silos.</summary>
    public static IReadOnlyCollection<string> ForeignVariables { get; } = ["S2GRID_CLUSTER", "S2GRID_LAB", "S2GRID_LOCAL", "S2GRID_TOKEN"];

    /// <summary>One of a few words; the first is the default.</summary>
    private static Option<string> OneOf(string name, string description, params string[] words) =>
        CliOption.Choice(name, string.Join('|', words), description, words.ToDictionary(word => word), words[0]);

    private static Option<int> Port(string name, string description, int fallback) =>
        CliOption.Number(name, "PORT", $"{description}; 0 chooses a free one", 0, IPEndPoint.MaxPort, fallback);

    private static Option<IPAddress?> Address(string name, string description, string note) => CliOption.OptionalValue<IPAddress>(
        name, "ADDRESS", description, SettingTexts.TryReadAddress, "is not a valid IP address", note);

    /// <summary>A text that may hold a password, so that an error does not repeat it.</summary>
    private static Option<string?> Secret(
        string name, string valueName, string description, Func<string, bool> isValid, string complaint, string note)
    {
        Option<string?> option = CliOption.OptionalText(name, valueName, description, note);
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!isValid(text))
                result.AddError($"{name} {complaint}");

            return text;
        };
        return option;
    }
}
