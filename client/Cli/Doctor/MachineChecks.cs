using S2Grid.Views.Reports.Pictures;
using static System.FormattableString;

namespace S2Grid.Cli.Doctor;

/// <summary>What this machine has.</summary>
/// <param name="root">The root of the file system that devices and kernel settings are looked for in; <c>/</c> but in tests.</param>
internal sealed class MachineChecks(string root)
{
    private const long EnoughFiles = 4096;
    private const long EnoughSpace = 1L << 30;
    private const long LeastSpace = 64L << 20;

    private const string OtherFolder = "export S2GRID_DATA=DIR  # a folder that you can write to, with space";

    /// <summary>What runs in this process need.</summary>
    public static IEnumerable<Finding> OfRuns(DataDirectory data) => [Writable(data.Path), Space(data.Path), OpenFiles()];

    /// <summary>What pictures need.</summary>
    public static Finding OfPictures() => Chart.HasFont
        ? new Finding(Finding.Pictures, "fonts", Health.Ok, "there is one to write with")
        : new Finding(
            Finding.Pictures, "fonts", Health.Missing, "none: reports come without pictures", "sudo apt-get install fonts-dejavu-core");

    /// <summary>What an agent on this machine needs.</summary>
    public IEnumerable<Finding> OfMeasuring() => [Kvm(), .. HugePages(), TransparentHugePages()];

    private static Finding Writable(string folder)
    {
        string existing = Existing(folder);
        try
        {
            string probe = Path.Combine(existing, $".s2grid-doctor-{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                return new Finding(Finding.Runs, "data folder", Health.Ok, $"{folder} can be written to");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string mend = e is UnauthorizedAccessException ? $"sudo chown -R \"$USER\" {existing}  # or: {OtherFolder}" : OtherFolder;
            return new Finding(Finding.Runs, "data folder", Health.Missing, $"{folder} cannot be written to: {e.Message}", mend);
        }
    }

    private static Finding Space(string folder)
    {
        string existing = Existing(folder);
        long free = new DriveInfo(existing).AvailableFreeSpace;
        Health health = free < LeastSpace ? Health.Missing : free < EnoughSpace ? Health.Limited : Health.Ok;
        return new Finding(
            Finding.Runs, "free space", health, $"{HumanSize.Describe(free)} for {folder}", health == Health.Ok ? null : OtherFolder);
    }

    /// <summary>The limit that matters is the hard one: the runtime raises the soft one to it.</summary>
    private static Finding OpenFiles()
    {
        const string name = "Max open files";
        string line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(name, StringComparison.Ordinal));
        string limit = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        bool isEnough = !long.TryParse(limit, CultureInfo.InvariantCulture, out long files) || files >= EnoughFiles;
        return new Finding(
            Finding.Runs,
            "open files",
            isEnough ? Health.Ok : Health.Limited,
            $"at most {limit}",
            isEnough ? null : Invariant($"ulimit -n {EnoughFiles}  # LimitNOFILE={EnoughFiles} for a service"));
    }

    private Finding Kvm()
    {
        const string check = "/dev/kvm";
        string device = At("dev/kvm");
        if (!File.Exists(device))
        {
            return new Finding(
                Finding.Measuring, check, Health.Missing, "not there",
                "sudo modprobe kvm  # kvm_intel or kvm_amd on x86-64; virtualization must be on in the firmware");
        }

        try
        {
            using (new FileStream(device, FileMode.Open, FileAccess.ReadWrite))
                return new Finding(Finding.Measuring, check, Health.Ok, "can be opened; 's2grid-agent check' says what it can do");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding(
                Finding.Measuring, check, Health.Missing, $"cannot be opened: {e.Message}",
                "sudo usermod -aG kvm \"$USER\"  # then log in again");
        }
    }

    private IEnumerable<Finding> HugePages()
    {
        const string check = "huge pages";
        string folder = At("sys/kernel/mm/hugepages");
        if (!Directory.Exists(folder))
        {
            return [new Finding(Finding.Measuring, check, Health.Limited, "the kernel has none: no backing hugetlb-*",
                "boot a kernel with CONFIG_HUGETLBFS")];
        }

        return Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(size =>
        {
            string name = Path.GetFileName(size).Replace("hugepages-", "", StringComparison.Ordinal);
            long bytes = long.Parse(name.Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10;
            string free = File.ReadAllText(Path.Combine(size, "free_hugepages")).Trim();
            return new Finding(
                Finding.Measuring,
                $"{check} of {HumanSize.Describe(bytes)}",
                free == "0" ? Health.Limited : Health.Ok,
                $"{free} free",
                free == "0"
                    ? Invariant($"echo {Math.Max(1, EnoughSpace / bytes)} | ")
                        + $"sudo tee /sys/kernel/mm/hugepages/{Path.GetFileName(size)}/nr_hugepages" : null);
        });
    }

    private Finding TransparentHugePages()
    {
        const string check = "transparent huge pages";
        string file = At("sys/kernel/mm/transparent_hugepage/enabled");
        string setting = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        bool isOff = setting.Length == 0 || setting.Contains("[never]", StringComparison.Ordinal);
        return new Finding(
            Finding.Measuring,
            check,
            isOff ? Health.Limited : Health.Ok,
            setting.Length == 0 ? "the kernel has none: no backing thp" : setting,
            isOff ? "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled" : null);
    }

    private string At(string path) => Path.Combine(root, path);

    /// <summary>The folder, or the nearest one above it that is there.</summary>
    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;

        return folder;
    }
}
