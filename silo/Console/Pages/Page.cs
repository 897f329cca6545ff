using Microsoft.AspNetCore.Components;

namespace S2Grid.Web.Pages;

/// <summary>What is to be shown: a component with its parameters, in the frame that all pages have.</summary>
/// <param name="Title">The page's title, for the browser's list of pages.</param>
/// <param name="Component">The component.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record Page(string Title, Type Component, IReadOnlyDictionary<string, object?> Parameters, int Status = 200)
{
    /// <summary>What is drawn below it, and sent later, since it takes a while; null for nothing.</summary>
    public Func<Task<Page>>? Later { get; init; }

    /// <summary>A page of a component.</summary>
    public static Page Of<T>(string title, params (string Name, object? Value)[] parameters)
        where T : IComponent => new(title, typeof(T), parameters.ToDictionary(one => one.Name, one => one.Value));
}
