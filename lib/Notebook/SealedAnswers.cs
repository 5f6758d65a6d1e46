using System.Security.Cryptography;
using System.Text;

namespace NotebookLib.Notebook;

/// <summary>
/// What the library says to the answers of the exercises, without holding one of them: each sentence is encrypted, and the
/// answer it belongs to is the key. So neither a notebook nor this library tells what is right.
/// </summary>
/// <remarks>
/// There is a file for each lesson, <c>answers/02.txt</c>. A line is an exercise's name and either <c>hint</c> with what is said to an answer
/// that nobody foresaw, or a sealed sentence, which begins with ✓ or ✗.
/// </remarks>
internal static class SealedAnswers
{
    // Some hundredths of a second for a learner's answer; hours for all numbers of five digits.
    private const int Rounds = 50_000;

    /// <summary>What an answer is told.</summary>
    /// <param name="name">The exercise: "2.1".</param>
    /// <param name="answer">The answer as <see cref="Answers.Canonical"/> writes it.</param>
    /// <returns>Whether it is right, and what is said to it; with a wrong one that nobody foresaw, the exercise's hint.</returns>
    /// <exception cref="ArgumentException">The library knows no such exercise.</exception>
    public static (bool IsRight, string Words) Open(string name, string answer)
    {
        var lines = Lines(name).Where(line => line.Name == name).Select(line => line.Line).ToList();
        if (lines.Count == 0) throw new ArgumentException($"There is no exercise \"{name}\" among the sealed answers.", nameof(name));
        using var cipher = Cipher(name, answer);
        foreach (var line in lines.Where(line => !line.StartsWith("hint ", StringComparison.Ordinal)))
            if (Opened(cipher, Convert.FromBase64String(line)) is { } words) return (words[0] == '✓', words[2..]);
        return (false, lines.Single(line => line.StartsWith("hint ", StringComparison.Ordinal))[5..]);
    }

    /// <summary>Seals a sentence with an answer; the same of both give the same.</summary>
    /// <param name="name">The exercise: "2.1".</param>
    /// <param name="answer">The answer as <see cref="Answers.Canonical"/> writes it.</param>
    /// <param name="words">What is said to it: "✓ 3 · 4 = 12" or "✗ That is a row."</param>
    public static string Seal(string name, string answer, string words)
    {
        var text = Encoding.UTF8.GetBytes(words);
        var sealedText = new byte[text.Length + AesGcm.TagByteSizes.MaxSize];
        using var cipher = Cipher(name, answer);
        // Every key seals one sentence only, so that it needs no number of its own.
        cipher.Encrypt(new byte[AesGcm.NonceByteSizes.MaxSize], text, sealedText.AsSpan(0, text.Length), sealedText.AsSpan(text.Length));
        return Convert.ToBase64String(sealedText);
    }

    private static string? Opened(AesGcm cipher, byte[] sealedText)
    {
        var text = new byte[sealedText.Length - AesGcm.TagByteSizes.MaxSize];
        try
        {
            cipher.Decrypt(new byte[AesGcm.NonceByteSizes.MaxSize], sealedText.AsSpan(0, text.Length), sealedText.AsSpan(text.Length), text);
            return Encoding.UTF8.GetString(text);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null; // sealed with another answer
        }
    }

    private static AesGcm Cipher(string name, string answer) =>
        new(Rfc2898DeriveBytes.Pbkdf2(answer, Encoding.UTF8.GetBytes($"exercise {name}"), Rounds, HashAlgorithmName.SHA256, 32), AesGcm.TagByteSizes.MaxSize);

    private static IEnumerable<(string Name, string Line)> Lines(string name)
    {
        var lesson = name.Split('.')[0].PadLeft(2, '0');
        using var stream = typeof(SealedAnswers).Assembly.GetManifestResourceStream($"answers/{lesson}.txt");
        if (stream is null) yield break;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Split(' ', 2) is [var exercise, var rest]) yield return (exercise, rest);
    }
}
