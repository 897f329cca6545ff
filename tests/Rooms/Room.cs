using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mono.Cecil;

namespace S2Grid.Rooms.Tests;

/// <summary>A project of the product: its folder, its files, and what its compiled types use of one another.</summary>
internal sealed partial class Room
{
    private readonly XDocument project;

    private Room(string projectFile)
    {
        project = XDocument.Load(projectFile);
        Folder = Path.GetDirectoryName(projectFile)!;
        Name = Path.GetRelativePath(Root, Folder).Replace('\\', '/');
        Namespace = Property("RootNamespace") ?? Path.GetFileNameWithoutExtension(projectFile);
        Assembly = Path.Combine(
            Folder, Metadata("Output"), (Property("AssemblyName") ?? Path.GetFileNameWithoutExtension(projectFile)) + ".dll");
    }

    /// <summary>Every room, by name.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        .. from top in (string[])["client", "grains", "silo"]
           from file in Directory.EnumerateFiles(Path.Combine(Root, top), "*.csproj", SearchOption.AllDirectories)
           let room = new Room(file)
           orderby room.Name
           select room,
    ];

    /// <summary>Where it stands, from the project's root, with slashes.</summary>
    public string Name { get; }

    /// <summary>The namespace of its folder.</summary>
    public string Namespace { get; }

    /// <summary>The rooms that it references, by name.</summary>
    public IEnumerable<string> References =>
        from reference in project.Descendants("ProjectReference")
        let file = Path.Combine(Folder, ((string)reference.Attribute("Include")!).Replace('\\', '/'))
        select Path.GetRelativePath(Root, Path.GetFullPath(Path.GetDirectoryName(file)!)).Replace('\\', '/');

    /// <summary>Itself and the rooms that it references, directly or not.</summary>
    public IEnumerable<Room> Reached => References.Select(Find).SelectMany(room => room.Reached).Append(this).DistinctBy(room => room.Name);

    /// <summary>The packages that it references itself.</summary>
    public IEnumerable<string> Packages => project.Descendants("PackageReference").Select(package => (string)package.Attribute("Include")!);

    /// <summary>Its source files, from the project's root; those of rooms inside its folder are theirs.</summary>
    public IEnumerable<string> Files =>
        from file in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !BuildFolder().IsMatch(path)
        where All.Where(room => path.StartsWith(room.Name + "/", StringComparison.Ordinal)).MaxBy(room => room.Name.Length) == this
        orderby path
        select path;

    private static string Root => Metadata("Root");

    private string Folder { get; }

    private string Assembly { get; }

    /// <summary>The room of a name.</summary>
    /// <param name="name">The name, as <see cref="Name"/> has it.</param>
    public static Room Find(string name) => All.Single(room => room.Name == name);

    /// <summary>The source files of all tests, from the project's root.</summary>
    public static IEnumerable<string> FilesOfTests =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !BuildFolder().IsMatch(path)
        orderby path
        select path;

    /// <summary>Reads a source file.</summary>
    /// <param name="path">Its path from the project's root.</param>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The namespace that a file should have: its folder's.</summary>
    /// <param name="path">Its path from the project's root.</param>
    public string NamespaceOf(string path)
    {
        string folder = Path.GetRelativePath(Name, Path.GetDirectoryName(path)!).Replace('\\', '/');
        return folder == "." ? Namespace : $"{Namespace}.{folder.Replace('/', '.')}";
    }

    /// <summary>The folder of one of its namespaces, from its own; a dot for its own.</summary>
    /// <param name="space">The namespace.</param>
    public string FolderOf(string space) => space == Namespace ? "." : space[(Namespace.Length + 1)..].Replace('.', '/');

    /// <summary>Which of its namespaces use which others of it, with an example of each.</summary>
    public Dictionary<(string From, string To), string> Uses()
    {
        var uses = new Dictionary<(string From, string To), string>();
        using ModuleDefinition module = ModuleDefinition.ReadModule(Assembly);
        foreach (TypeDefinition type in module.GetTypes().Where(type => IsOurs(type.FullName)))
        {
            string from = Outermost(type).Namespace;
            foreach (TypeReference used in TypeUses.Of(type).Where(used => used.Scope == module && IsOurs(used.FullName)))
            {
                string to = Outermost(used).Namespace;
                if (from != to)
                    uses.TryAdd((from, to), $"{Outermost(type).Name} uses {Outermost(used).Name}");
            }
        }

        return uses;
    }

    private static string Metadata(string key) => typeof(Room).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    private bool IsOurs(string type) => type.StartsWith(Namespace + ".", StringComparison.Ordinal);

    private string? Property(string name) => project.Descendants(name).FirstOrDefault()?.Value;

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex BuildFolder();
}
