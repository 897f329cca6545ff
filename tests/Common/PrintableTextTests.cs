namespace S2Grid.Common.Tests;

/// <summary>Texts of others, as they are shown.</summary>
public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain größer", "plain größer")]
    [InlineData("\u001b[2J\r\nnext", " [2J  next")]
    [InlineData("\u009b31m \u007f \u202eexe.txt \u2028", " 31m    exe.txt  ")]
    public void Sanitize_ControlCharacters_BecomeBlanks(string text, string expected)
        => Assert.Equal(expected, PrintableText.Sanitize(text));

    [Fact]
    public void SanitizeLines_KeepsTheLines() => Assert.Equal("a\n b", PrintableText.SanitizeLines("a\n\u009bb"));

    [Fact]
    public void Sanitize_LongText_IsCut() => Assert.Equal("abc", PrintableText.Sanitize("abcdef", 3));
}
