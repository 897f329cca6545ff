using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Npgsql;
using S2Grid.Hosting;
using S2Grid.Mmu;
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;
using S2Grid.Storage;
using StackExchange.Redis;

namespace S2Grid.Server.Configuration;

/// <summary>Turns the texts of settings into a configuration, and notes each that cannot be read.</summary>
internal sealed class ConfigurationReader(
    SettingSources sources, IReadOnlyDictionary<string, string> variables, string directory, ConfigurationErrors errors)
{
    private const string InPostgres = "postgres";
    private const string Http = "http";
    private const string Yes = "yes";
    private const int MostSlots = 4096;
    private const int LongestClusterId = 64;
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;
    private const int DefaultHttpPort = 11080;
    private const int DefaultAgentPort = 11090;

    /// <summary>By which a pod knows its name and namespace; see the fields of metadata in Kubernetes' downward API.</summary>
    private static readonly string[] PodVariables = ["POD_NAME", "POD_NAMESPACE"];

    public SiloConfiguration Read()
    {
        IPAddress bind = Address(Settings.Bind) ?? IPAddress.Loopback;
        string? postgres = Text(Settings.Postgres, IsPostgres, "is no connection text of Npgsql");
        DataDirectory data = DataDirectory.Resolve(PathOf(Settings.Data), variables.GetValueOrDefault);
        return new SiloConfiguration
        {
            ClusterId = Text(Settings.ClusterId, IsClusterId, $"is no cluster id: at most {LongestClusterId} letters, digits, '-', '_' and '.'")
                ?? AccessKeys.DefaultClusterId,
            Bind = bind,
            Advertise = Address(Settings.Advertise) ?? Reachable(bind),
            Ports = Ports(),
            Redis = Text(Settings.Redis, IsRedis, "is no address of Redis, such as 'localhost:6379' or 'redis:6379,password=...'"),
            Postgres = postgres,
            Data = data,
            Segments = Segments(postgres is not null, data),
            Slots = (int)(Number(Settings.Slots, 0, MostSlots) ?? GridServices.DefaultSlots),
            MemoryBudget = Size(Settings.Memory) ?? GridServices.DefaultMemoryBudget,
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
        var ports = new SiloPorts(
            Port(Settings.SiloPort, DefaultSiloPort),
            Port(Settings.GatewayPort, DefaultGatewayPort),
            Port(Settings.HttpPort, DefaultHttpPort),
            Port(Settings.AgentPort, DefaultAgentPort));
        int[] given = [.. ((int[])[ports.Silo, ports.Gateway, ports.Http, ports.Agents]).Where(port => port != 0)];
        if (given.Distinct().Count() < given.Length)
        {
            errors.Add(
                $"{Settings.SiloPort.Name}, {Settings.GatewayPort.Name}, {Settings.HttpPort.Name} and {Settings.AgentPort.Name} must differ; " +
                $"they are {ports.Silo}, {ports.Gateway}, {ports.Http} and {ports.Agents}.");
        }

        return ports;
    }

    private DataDirectory? Segments(bool hasPostgres, DataDirectory data)
    {
        if (!sources.TryGet(Settings.Segments, out SettingValue? given))
            return hasPostgres ? null : data;
        if (given.Text != InPostgres)
            return new DataDirectory(Path.GetFullPath(given.Text, directory));
        if (!hasPostgres)
            errors.Add($"{given.Origin} is '{InPostgres}', but {Settings.Postgres.Name} is not set.");
        return null;
    }

    private ClientTls? Tls()
    {
        Setting[] all = [Settings.Certificate, Settings.Key, Settings.Authority];
        Setting[] missing = [.. all.Where(setting => PathOf(setting) is null)];
        if (missing.Length == all.Length)
            return null;
        if (missing.Length == 0)
            return new ClientTls(PathOf(Settings.Certificate)!, PathOf(Settings.Key)!, PathOf(Settings.Authority)!);
        errors.Add($"TLS needs certificate, key and authority; missing: {string.Join(", ", missing.Select(setting => setting.Name))}.");
        return null;
    }

    private OtlpTarget? Otlp()
    {
        string? address = Text(Settings.Otlp, IsWebAddress, "is no address of a collector, such as 'http://localhost:4317'");
        string? protocol = Text(Settings.OtlpProtocol, text => text is "grpc" or Http, "is no protocol; it is grpc or http");
        if (address is not null)
            return new OtlpTarget(new Uri(address), protocol == Http);
        if (protocol is not null && !sources.TryGet(Settings.Otlp, out _))
            errors.Add($"{Settings.OtlpProtocol.Name} is set, but {Settings.Otlp.Name} is not.");
        return null;
    }

    private bool IsPod()
    {
        if (!sources.TryGet(Settings.Kubernetes, out SettingValue? given))
            return false;
        if (given.Text is not (Yes or "no"))
            errors.AddWrong(given, "is neither 'yes' nor 'no'");
        if (given.Text != Yes)
            return false;
        foreach (string variable in PodVariables.Where(variable => string.IsNullOrEmpty(variables.GetValueOrDefault(variable))))
            errors.Add($"{given.Origin} is '{Yes}', but the environment variable {variable} is not set.");
        if (!sources.TryGet(Settings.Redis, out _))
            errors.Add($"{given.Origin} is '{Yes}', but {Settings.Redis.Name} is not set.");
        return true;
    }

    private string? PathOf(Setting setting) => sources.TryGet(setting, out SettingValue? value) ? Path.GetFullPath(value.Text, directory) : null;

    private string? Text(Setting setting, Func<string, bool> isGood, string complaint)
    {
        if (!sources.TryGet(setting, out SettingValue? value))
            return null;
        if (isGood(value.Text))
            return value.Text;

        // The text of a connection may hold a password.
        errors.Add(setting == Settings.Redis || setting == Settings.Postgres ? $"{value.Origin} {complaint}." : $"{value.Origin}: '{value.Text}' {complaint}.");
        return null;
    }

    private IPAddress? Address(Setting setting)
    {
        if (!sources.TryGet(setting, out SettingValue? value))
            return null;
        if (IPAddress.TryParse(value.Text, out IPAddress? address))
            return address;
        if (value.Text == "localhost")
            return IPAddress.Loopback;
        errors.AddWrong(value, "is no IP address");
        return null;
    }

    private int Port(Setting setting, int otherwise) => (int)(Number(setting, 0, IPEndPoint.MaxPort) ?? otherwise);

    private long? Number(Setting setting, long low, long high)
    {
        if (!sources.TryGet(setting, out SettingValue? value))
            return null;
        if (long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= low && number <= high)
            return number;
        errors.AddWrong(value, string.Create(CultureInfo.InvariantCulture, $"is no whole number from {low} to {high}"));
        return null;
    }

    private long? Size(Setting setting)
    {
        if (!sources.TryGet(setting, out SettingValue? value))
            return null;
        if (ByteSize.TryParse(value.Text, out ulong bytes) && bytes is > 0 and <= long.MaxValue)
            return (long)bytes;
        errors.AddWrong(value, "is no size; write bytes or a unit (512M, 4G)");
        return null;
    }

    /// <summary>Where others reach a silo that listens on an address: there, or where it listens on all of them, on this machine's first.</summary>
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
            errors.Add($"{Settings.Advertise.Name} must be set: this machine has no IPv4 address but loopback.");
        return first ?? IPAddress.Loopback;
    }

    private static bool IsClusterId(string text) =>
        text.Length <= LongestClusterId && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static bool IsRedis(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsPostgres(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }
}
