using NotebookLib.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Says which part of a network trains, by the names of its parameters (lesson <c>11-transfer-learning</c>).</summary>
/// <remarks>
/// A name stands for everything below it: <c>blocks.1</c> is the parameters <c>blocks.1.expand.weight</c> and so on, but
/// not those of <c>blocks.13</c>. No name stands for the whole network. A frozen parameter gets no gradient; the layers
/// behind it cost no backward pass. The running statistics of batch normalisation are no parameters: they move whenever
/// the network is in training mode, frozen or not.
/// </remarks>
public static class Freezing
{
    /// <summary>Keeps parameters as they are.</summary>
    /// <param name="model">The network.</param>
    /// <param name="names">Which parameters; none for all.</param>
    /// <exception cref="ArgumentException">The network has no parameter of that name.</exception>
    public static void Freeze(nn.Module model, params IReadOnlyList<string> names) => SetTraining(model, names, false);

    /// <summary>Lets parameters train.</summary>
    /// <inheritdoc cref="Freeze"/>
    public static void Unfreeze(nn.Module model, params IReadOnlyList<string> names) => SetTraining(model, names, true);

    /// <summary>The parameters that train now, for an optimiser.</summary>
    /// <param name="model">The network.</param>
    /// <param name="names">Only those of these names; none for all that train.</param>
    /// <returns>The parameters with their own, changing values.</returns>
    /// <exception cref="ArgumentException">The network has no parameter of that name.</exception>
    /// <example>Two groups with a learning rate each:
    /// <code>
    /// optim.Adam([
    ///     new Adam.ParamGroup(Trainable(model, "features"), lr: 1e-4),
    ///     new Adam.ParamGroup(Trainable(model, "classifier"), lr: 1e-3)])
    /// </code></example>
    public static IReadOnlyList<Parameter> Trainable(nn.Module model, params IReadOnlyList<string> names) =>
        [.. Named(model, names).Where(parameter => parameter.requires_grad)];

    private static void SetTraining(nn.Module model, IReadOnlyList<string> names, bool trains)
    {
        foreach (var parameter in Named(model, names))
        {
            parameter.requires_grad = trains;
            if (!trains) parameter.grad = null; // an optimiser with momentum would go on moving it
        }
    }

    private static List<Parameter> Named(nn.Module model, IReadOnlyList<string> names)
    {
        var parameters = model.named_parameters().ToList();
        foreach (var name in names.Where(name => !parameters.Exists(parameter => IsBelow(parameter.name, name))))
        {
            var tops = parameters.Select(parameter => parameter.name.LastIndexOf('.') is var dot and >= 0 ? parameter.name[..dot] : parameter.name).Distinct();
            throw new ArgumentException($"{Summary.Name(model)} has no parameter \"{name}\"; its layers with parameters are {string.Join(", ", tops)}.");
        }
        return [.. from parameter in parameters
                   where names.Count == 0 || names.Any(name => IsBelow(parameter.name, name))
                   select parameter.parameter];
    }

    private static bool IsBelow(string parameter, string name) =>
        parameter == name || parameter.StartsWith($"{name}.", StringComparison.Ordinal);
}
