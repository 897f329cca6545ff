using Mono.Cecil;
using Mono.Cecil.Cil;

namespace S2Grid.Rooms.Tests;

/// <summary>What a compiled type uses: in its declaration, its members' signatures and attributes, and the code of its methods.</summary>
internal static class TypeUses
{
    /// <summary>The types used, without generic arguments' brackets, arrays and pointers around them.</summary>
    /// <param name="type">The type that uses them.</param>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => Named(type).SelectMany(Parts).Distinct();

    private static IEnumerable<TypeReference?> Named(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(one => one.InterfaceType),
        .. type.CustomAttributes.Select(one => one.AttributeType),
        .. type.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
        .. type.Fields.Select(one => one.FieldType),
        .. type.Properties.Select(one => one.PropertyType),
        .. type.Methods.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(one => one.ParameterType),
        .. method.CustomAttributes.Select(one => one.AttributeType),
        .. method.HasBody ? method.Body.Variables.Select(one => one.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(one => one.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Named) : [],
    ];

    private static IEnumerable<TypeReference?> Named(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
        MemberReference member => [member.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification around => Parts(around.ElementType),
        _ => [type],
    };
}
