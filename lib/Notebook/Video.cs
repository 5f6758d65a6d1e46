using System.Net;

namespace NotebookLib.Notebook;

/// <summary>A video shown inside the notebook by its site's player; without a network a link to it remains.</summary>
[TypeFormatterSource(typeof(HtmlAndText))]
public sealed class Video : ISelfShowing
{
    private readonly string _player;

    private Video(string title, string url, string player) => (Title, Url, _player) = (title, url, player);

    /// <summary>What the video is.</summary>
    public string Title { get; }

    /// <summary>The page of the video.</summary>
    public string Url { get; }

    /// <summary>A video on YouTube, played without cookies until somebody presses play.</summary>
    /// <param name="id">The eleven characters after <c>watch?v=</c> in its address.</param>
    /// <param name="title">What it is, for the link and for screen readers.</param>
    /// <exception cref="ArgumentException">That is no such id.</exception>
    /// <example><code>Video.YouTube("FwFduRA_L6Q", "LeNet-5 reads digits, 1993")</code></example>
    public static Video YouTube(string id, string title)
    {
        if (id.Length != 11 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"\"{id}\" is no YouTube id: it has eleven letters, digits, '-' or '_'.", nameof(id));
        return new(title, $"https://www.youtube.com/watch?v={id}", $"https://www.youtube-nocookie.com/embed/{id}");
    }

    /// <summary>The player, with the link below it.</summary>
    public string ToHtml() =>
        $"""
        <figure style="margin:0;max-width:720px">
        <iframe src="{_player}" title="{WebUtility.HtmlEncode(Title)}" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" allow="encrypted-media; picture-in-picture" allowfullscreen style="width:100%;aspect-ratio:16/9;border:0;border-radius:6px"></iframe>
        <figcaption>Video: <a href="{Url}" target="_blank" rel="noopener">{WebUtility.HtmlEncode(Title)}</a></figcaption>
        </figure>
        """;

    /// <summary>Title and link.</summary>
    public override string ToString() => $"Video: {Title} {Url}";
}
