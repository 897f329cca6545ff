using System.Reflection;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;

namespace S2Grid.Grains.Tests;

/// <summary>
/// Holds what travels between silos and clients against <c>grains/Contracts/OrleansContracts.txt</c>, so that a change of it is seen in
/// review. Where it is meant, copy the file that the test leaves beside its program.
/// </summary>
public sealed class OrleansContractsTests
{
    private static readonly Assembly[] Assemblies = [typeof(ISweepGrain).Assembly, typeof(SweepPolicy).Assembly];

    [Fact]
    public void Contracts_InterfacesAndSerialisedTypes_AreAsWrittenDown()
    {
        string folder = AppContext.BaseDirectory;
        string actual = string.Join('\n', Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.Name.StartsWith('<') && type.Namespace?.StartsWith("S2Grid.", StringComparison.Ordinal) is true)
            .OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Describe)) + "\n";
        File.WriteAllText(Path.Combine(folder, "OrleansContracts.actual.txt"), actual);

        Assert.Equal(File.ReadAllText(Path.Combine(folder, "OrleansContracts.txt")), actual);
    }

    private static IEnumerable<string> Describe(Type type)
    {
        if (typeof(IGrain).IsAssignableFrom(type) && type.IsInterface)
        {
            return [$"grain {type.FullName} : {string.Join(", ", type.GetInterfaces().Select(Name))}",
                .. type.GetMethods().Where(method => !method.IsStatic).Select(Describe)];
        }

        if (type.IsEnum && type.Assembly == Assemblies[0])
            return [$"enum {type.FullName}", .. Enum.GetNames(type).Select(name => $"  {(int)Enum.Parse(type, name)} {name}")];
        return type.IsDefined(typeof(GenerateSerializerAttribute))
            ? [$"type {type.FullName}", .. type.GetProperties().Where(IsSerialised).OrderBy(Id).Select(Describe)]
            : [];
    }

    private static bool IsSerialised(PropertyInfo property) => property.IsDefined(typeof(IdAttribute));

    private static uint Id(PropertyInfo property) => property.GetCustomAttribute<IdAttribute>()!.Id;

    private static string Describe(PropertyInfo property) => $"  {Id(property)} {Name(property.PropertyType)} {property.Name}";

    private static string Describe(MethodInfo method)
    {
        string role = method.GetCustomAttribute<RequiresRoleAttribute>()?.Role.ToString() ?? "silos only";
        string parameters = string.Join(", ", method.GetParameters().Select(one => $"{Name(one.ParameterType)} {one.Name}"));
        return $"  {Name(method.ReturnType)} {method.Name}({parameters}) [{role}]";
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}
