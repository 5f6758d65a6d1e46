using static NotebookLib.Notebook.NotebookParameters;

namespace Tests.Lib.Notebook;

public sealed class NotebookParametersTests
{
    [Fact]
    public void A_parameter_that_nobody_sets_has_its_default() => Assert.Equal(10, Parameter("never_set", 10));

    [Fact]
    public void A_parameter_is_read_as_the_type_of_its_default()
    {
        Assert.Equal(3, Set("3", 10));
        Assert.Equal(-4_000_000_000L, Set("-4000000000", 10L));
        Assert.Equal(1e-3, Set("1e-3", 0.1));
        Assert.Equal(0.25f, Set("0.25", 0f));
        Assert.True(Set("True", false));
        Assert.Equal("", Set("", "sgd"));
        Assert.Equal(DayOfWeek.Friday, Set("friday", DayOfWeek.Monday));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("99999999999")]
    public void A_whole_number_that_cannot_be_read_is_refused(string text) =>
        Assert.Throws<ArgumentException>(() => Set(text, 10));

    [Fact]
    public void A_decimal_comma_is_refused_instead_of_read_as_thousands() =>
        Assert.Throws<ArgumentException>(() => Set("0,001", 0.1));

    [Fact]
    public void A_number_is_no_name_of_an_enum() =>
        Assert.Contains("one of Sunday, Monday", Assert.Throws<ArgumentException>(() => Set("5", DayOfWeek.Monday)).Message);

    [Fact]
    public void The_error_names_the_parameter_the_text_and_what_was_expected()
    {
        var name = $"epochs_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(Prefix + name, "many");
        var error = Assert.Throws<ArgumentException>(() => Parameter(name, 10));
        Assert.Equal($"The parameter '{name}' is set to \"many\", but a whole number from -2147483648 to 2147483647 is expected (its default is 10).", error.Message);
    }

    [Fact]
    public void A_type_that_no_text_can_stand_for_is_refused() =>
        Assert.Throws<NotSupportedException>(() => Set("1", new Version(1, 0)));

    private static T Set<T>(string text, T defaultValue)
    {
        var name = $"test_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(Prefix + name, text);
        return Parameter(name, defaultValue);
    }
}
