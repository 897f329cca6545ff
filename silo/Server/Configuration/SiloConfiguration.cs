using Microsoft.Extensions.Configuration;

namespace S2Grid.Server.Configuration;

/// <summary>What a silo is set to. Every value has been checked by itself and against the others.</summary>
public sealed record SiloConfiguration
{
    /// <summary>The cluster that the silo belongs to.</summary>
    public string ClusterId { get; init; } = AccessKeys.DefaultClusterId;

    /// <summary>Where the silo listens.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>Where others reach it.</summary>
    public IPAddress Advertise { get; init; } = IPAddress.Loopback;

    /// <summary>The ports; 0 for one that is to be chosen.</summary>
    public SiloPorts Ports { get; init; } = new(0, 0, 0, 0);

    /// <summary>StackExchange.Redis' connection text; null for a silo that is alone.</summary>
    public string? Redis { get; init; }

    /// <summary>Npgsql's connection text of the catalogue; null for SQLite in <see cref="Data"/>.</summary>
    public string? Postgres { get; init; }

    /// <summary>What is not in PostgreSQL is here; null where the catalogue is.</summary>
    public DataDirectory? Data { get; init; }

    /// <summary>The directory with the segments; null if they are in PostgreSQL.</summary>
    public DataDirectory? Segments { get; init; }

    /// <summary>How many batches are simulated at once.</summary>
    public int Slots { get; init; } = GridServices.DefaultSlots;

    /// <summary>Bytes of table memory that runs may take together.</summary>
    public long MemoryBudget { get; init; } = GridSettings.DefaultMemoryBudget;

    /// <summary>How long agents are kept waiting for work.</summary>
    internal TimeSpan AgentPatience { get; init; } = new GridSettings { Slots = 0, MemoryBudget = 0 }.AgentPatience;

    /// <summary>The silo's certificate, key and authority; null for no TLS.</summary>
    public ClientTls? Tls { get; init; }

    /// <summary>The tokens file; null if everybody may do everything.</summary>
    public string? Tokens { get; init; }

    /// <summary>Where traces and metrics go by OTLP; null for nowhere.</summary>
    public OtlpTarget? Otlp { get; init; }

    /// <summary>Whether the silo is a pod of Kubernetes, and may look at the pods of its namespace.</summary>
    public bool IsPod { get; init; }

    /// <summary>Whether the silo has metrics: it always has, but where their cost is measured.</summary>
    internal bool HasMetrics { get; init; } = true;

    /// <summary>Where to write the start line, or null.</summary>
    public string? StartFile { get; init; }

    /// <summary>The settings file's section Logging, as ASP.NET Core knows it; null for none.</summary>
    public IConfigurationSection? Logging { get; init; }

    /// <summary>Where a port that speaks HTTP is reached.</summary>
    public Uri UriOf(int port) => new UriBuilder(Tls is null ? "http" : "https", Advertise.ToString(), port).Uri;

    /// <summary>Reads the configuration.</summary>
    /// <param name="flags">The command line, without the program's name.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="directory">Where relative paths begin; null for the process' current folder, which may be gone.</param>
    /// <param name="clock">The clock for whether certificates are valid.</param>
    /// <param name="errors">Everything that is wrong, if anything is.</param>
    /// <returns>Null if anything is wrong.</returns>
    public static SiloConfiguration? Read(
        IReadOnlyList<string> flags,
        IReadOnlyDictionary<string, string> variables,
        string? directory,
        TimeProvider clock,
        out IReadOnlyList<string> errors)
    {
        List<string> collected = [];
        errors = collected;
        try
        {
            var sources = new SettingSources(flags, variables, directory, collected);
            SiloConfiguration read = new ConfigurationReader(sources, variables, directory, collected).Read();
            SecurityRules.Check(read, clock, collected);
            return collected.Count == 0 ? read : null;
        }
        catch (IOException e)
        {
            // No home to keep data in, or a relative path where the current folder is gone.
            collected.Add(e.Message);
            return null;
        }
    }
}
