using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using S2Grid.Common;
using S2Grid.Contracts;
using S2Grid.Storage;

namespace S2Grid.Grains.Tests;

/// <summary>What a grain throws reaches who has asked as the same exception: never as a complaint that it cannot be passed on.</summary>
public sealed class GridExceptionsTests
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().AddGridExceptions().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>Every exception of the rooms whose code runs in grains.</summary>
    public static TheoryData<Type> All =>
    [
        .. from assembly in Referenced(typeof(GridSettings).Assembly)
           from type in assembly.GetTypes()
           where type.IsAssignableTo(typeof(Exception))
           select type,
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void AnyException_CrossesTheClusterAsItsSentence(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single(one => one.GetParameters()[0].ParameterType == typeof(string));
        object?[] arguments =
        [
            .. constructor.GetParameters().Select(parameter => parameter.ParameterType == typeof(string) ? (object)"Why, and what to do."
                : parameter.ParameterType == typeof(Exception) ? new NpgsqlException("connection refused") : null),
        ];

        Exception arrived = Cross((Exception)constructor.Invoke(arguments));

        Assert.IsType(type, arrived);
        Assert.Equal("Why, and what to do.", arrived.Message);
    }

    [Fact]
    public void Refusal_KeepsItsKindAndDetails()
    {
        RefusedException arrived =
            Assert.IsType<RefusedException>(Cross(new RefusedException(RefusalKind.Duplicate, "No.", ["one", "two"])));

        Assert.Equal(RefusalKind.Duplicate, arrived.Kind);
        Assert.Equal(["one", "two"], arrived.Details);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StorageFault_KeepsWhetherItMayGoAway(bool isTransient) =>
        Assert.Equal(isTransient,
            Assert.IsType<StorageException>(Cross(new StorageException("No.") { IsTransient = isTransient })).IsTransient);

    private static Exception Cross(Exception exception) => Serializer.Deserialize<Exception>(Serializer.SerializeToArray(exception))!;

    private static HashSet<Assembly> Referenced(Assembly assembly)
    {
        HashSet<Assembly> all = [assembly];
        foreach (AssemblyName name in assembly.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("S2Grid.", StringComparison.Ordinal)))
        {
            all.UnionWith(Referenced(Assembly.Load(name)));
        }

        return all;
    }
}
