using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace S2Grid.Server.Configuration;

/// <summary>Makes a configuration of settings, and notes those that do not go together.</summary>
internal sealed class ConfigurationReader(
    SettingSources sources, IReadOnlyDictionary<string, string> variables, string? directory, List<string> errors)
{
    /// <summary>The setting segments, where they are in PostgreSQL.</summary>
    private const string InPostgres = "postgres";
    private const string Http = "http";

    /// <summary>By which a pod knows its name and namespace; see the fields of metadata in Kubernetes' downward API.</summary>
    private static readonly string[] PodVariables = ["POD_NAME", "POD_NAMESPACE"];

    public SiloConfiguration Read()
    {
        IPAddress bind = sources.Read(Settings.Bind) ?? IPAddress.Loopback;
        string? postgres = sources.Read(Settings.Postgres);
        DataDirectory? data = postgres is null ? DataDirectory.Resolve(PathOf(Settings.Data), variables.GetValueOrDefault) : null;
        return new SiloConfiguration
        {
            ClusterId = sources.Read(Settings.ClusterId) ?? "",
            Bind = bind,
            Advertise = sources.Read(Settings.Advertise) ?? Reachable(bind),
            Ports = Ports(),
            Redis = sources.Read(Settings.Redis),
            Postgres = postgres,
            Data = data,
            Segments = Segments(data),
            Slots = sources.Read(Settings.Slots) ?? GridServices.DefaultSlots,
            MemoryBudget = sources.Read(Settings.Memory) ?? GridSettings.DefaultMemoryBudget,
            Tls = Tls(),
            Tokens = PathOf(Settings.Tokens),
            Otlp = Otlp(),
            IsPod = IsPod(),
            StartFile = PathOf(Settings.StartFile),
            Logging = sources.File.GetSection("Logging"),
        };
    }

    private SiloPorts Ports()
    {
        Option<int>[] all = [Settings.SiloPort, Settings.GatewayPort, Settings.HttpPort, Settings.AgentPort];
        int[] ports = [.. all.Select(sources.Read)];
        int[] given = [.. ports.Where(port => port != 0)];
        if (given.Distinct().Count() < given.Length)
            errors.Add($"{string.Join(", ", all.Select(port => port.Word))} must differ; they are {string.Join(", ", ports)}.");

        return new SiloPorts(ports[0], ports[1], ports[2], ports[3]);
    }

    /// <param name="data">The data directory; null where the catalogue is in PostgreSQL.</param>
    private DataDirectory? Segments(DataDirectory? data)
    {
        if (sources.Read(Settings.Segments) is not { Length: > 0 } given)
            return data;

        if (given != InPostgres)
            return new DataDirectory(UserPaths.Full(given, directory));

        if (data is not null)
            errors.Add($"{sources.OriginOf(Settings.Segments)} is '{InPostgres}', but {Settings.Postgres.Word} is not set.");

        return null;
    }

    private ClientTls? Tls()
    {
        Option<string?>[] all = [Settings.Certificate, Settings.Key, Settings.Authority];
        Option<string?>[] missing = [.. all.Where(setting => PathOf(setting) is null)];
        if (missing.Length == all.Length)
            return null;

        if (missing.Length == 0)
            return new ClientTls(PathOf(Settings.Certificate)!, PathOf(Settings.Key)!, PathOf(Settings.Authority)!);

        errors.Add($"TLS needs certificate, key and authority; missing: {string.Join(", ", missing.Select(setting => setting.Word))}.");
        return null;
    }

    private OtlpTarget? Otlp()
    {
        if (sources.Read(Settings.Otlp) is { } address)
            return new OtlpTarget(address, sources.Read(Settings.OtlpProtocol) == Http);

        if (sources.IsGiven(Settings.OtlpProtocol) && !sources.IsGiven(Settings.Otlp))
            errors.Add($"{Settings.OtlpProtocol.Word} is set, but {Settings.Otlp.Word} is not.");

        return null;
    }

    private bool IsPod()
    {
        if (sources.Read(Settings.Kubernetes) != SettingTexts.Yes)
            return false;

        string origin = sources.OriginOf(Settings.Kubernetes);
        errors.AddRange(
            from variable in PodVariables
            where string.IsNullOrEmpty(variables.GetValueOrDefault(variable))
            select $"{origin} is '{SettingTexts.Yes}', but the environment variable {variable} is not set.");
        if (!sources.IsGiven(Settings.Redis))
            errors.Add($"{origin} is '{SettingTexts.Yes}', but {Settings.Redis.Word} is not set.");

        return true;
    }

    private string? PathOf(Option<string?> setting)
        => sources.Read(setting) is { Length: > 0 } text ? UserPaths.Full(text, directory) : null;

    /// <summary>Where others reach a silo that listens on an address: there, or where it listens on all of them, on this machine's
    /// first.</summary>
    private IPAddress Reachable(IPAddress bind)
    {
        if (!bind.Equals(IPAddress.Any) && !bind.Equals(IPAddress.IPv6Any))
            return bind;

        IPAddress? first = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);
        if (first is null)
            errors.Add($"{Settings.Advertise.Word} must be set: this machine has no IPv4 address but loopback.");

        return first ?? IPAddress.Loopback;
    }
}
