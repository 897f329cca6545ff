using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Results;

/// <summary>Something that configurations are compared by; <see cref="ComparisonMetrics"/> knows them all.</summary>
public sealed class ComparisonMetric
{
    internal ComparisonMetric(string name, string title, Quantity quantity, Func<RunGroup, MetricReading> read, CostModel? model = null)
    {
        Name = name;
        Title = title;
        Quantity = quantity;
        Read = read;
        Model = model;
    }

    /// <summary>What it is called on the command line and in files: <c>callbacks</c>, <c>split.reads.3</c>, <c>time:enable</c>.</summary>
    public string Name { get; }

    /// <summary>What it is called.</summary>
    public string Title { get; }

    /// <summary>What it is called in tables of whole ioctls.</summary>
    public string? TitleOfIoctl { get; init; }

    /// <summary>What it is called above a column of predictions; null for what is not predicted.</summary>
    public string? PredictedTitle =>
        Model is null ? null : Figure is null ? $"predicted by {Model.Name}" : $"{Figure.Title} by {Model.Name}";

    /// <summary>How sure its figures are.</summary>
    public Quantity Quantity { get; }

    /// <summary>In what its values are: <c>count</c>, <c>ns</c> for nanoseconds, or what a predicted figure is in; null for a relative
    /// model, which predicts changes alone.</summary>
    public string? Unit => Quantity == Quantity.Count ? "count" : Model is { IsAbsolute: false } ? null : Figure?.Unit ?? "ns";

    /// <summary>The model that predicts; null for what is counted or measured.</summary>
    public CostModel? Model { get; }

    /// <summary>The figure that counts come to; null for what is counted or measured, and for predicted times of counted
    /// steps.</summary>
    public PredictedFigure? Figure { get; init; }

    /// <summary>Of what kind <see cref="Figure"/> is.</summary>
    public Consequence? Consequence { get; init; }

    /// <summary>The step whose time it is; null for what is counted, predicted, or the mean of several steps.</summary>
    public string? Step { get; init; }

    /// <summary>What it is called in tables of figures of a scope.</summary>
    public string TitleIn(Scope scope) => scope == Scope.Ioctl ? TitleOfIoctl ?? Title : Title;

    /// <summary>A group's times in nanoseconds in the order of the runs; empty where nothing was measured.</summary>
    public IReadOnlyList<double> Samples(RunGroup group) => Read(group).Samples;

    /// <summary>Why <see cref="Figure"/> is not predicted of a group, in a sentence; null if it is, or there is no such figure.</summary>
    public string? RefusalOf(RunGroup group) => Read(group).Study?.Invoke().Refusal;

    /// <summary>Takes the figures from a group.</summary>
    internal Func<RunGroup, MetricReading> Read { get; }
}
