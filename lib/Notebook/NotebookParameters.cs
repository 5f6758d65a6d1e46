using System.Globalization;

namespace NotebookLib.Notebook;

/// <summary>Values that a notebook has a default for and that whoever runs it may set from outside.</summary>
public static class NotebookParameters
{
    /// <summary>What the name of a parameter's environment variable starts with.</summary>
    public const string Prefix = "NOTEBOOK_PARAM_";

    /// <summary>
    /// The parameter's value: from the environment variable <c>NOTEBOOK_PARAM_</c><paramref name="name"/> where it is set,
    /// else the default.
    /// </summary>
    /// <typeparam name="T">int, long, double, float, bool, string, or an enum.</typeparam>
    /// <param name="name">The parameter's name, for example <c>epochs</c>.</param>
    /// <param name="defaultValue">The value where nobody sets another.</param>
    /// <returns>The value; numbers are read with a decimal point, whatever the system's language.</returns>
    /// <exception cref="ArgumentException">The text that is set is no such value; the message names the parameter, the text
    /// and what was expected.</exception>
    /// <example><code>var epochs = Parameter("epochs", 10);</code></example>
    public static T Parameter<T>(string name, T defaultValue)
    {
        if (Environment.GetEnvironmentVariable(Prefix + name) is not { } text) return defaultValue;
        var (value, expected) = Read(typeof(T), text);
        return value is T read
            ? read
            : throw new ArgumentException($"The parameter '{name}' is set to \"{text}\", but {expected} is expected (its default is {Convert.ToString(defaultValue, CultureInfo.InvariantCulture)}).");
    }

    private static (object? Value, string Expected) Read(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string)) return (text, "a text");
        if (type == typeof(bool)) return (bool.TryParse(text, out var b) ? b : null, "true or false");
        if (type == typeof(int)) return (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var i) ? i : null, $"a whole number from {int.MinValue} to {int.MaxValue}");
        if (type == typeof(long)) return (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var l) ? l : null, "a whole number");
        if (type == typeof(double)) return (double.TryParse(text, NumberStyles.Float, culture, out var d) ? d : null, "a number such as 0.5 or 1e-3");
        if (type == typeof(float)) return (float.TryParse(text, NumberStyles.Float, culture, out var f) ? f : null, "a number such as 0.5 or 1e-3");
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type);
            var match = names.FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
            return (match is null ? null : Enum.Parse(type, match), $"one of {string.Join(", ", names)}");
        }
        throw new NotSupportedException($"A parameter can be an int, long, double, float, bool, string or enum, not a {type.Name}.");
    }
}
