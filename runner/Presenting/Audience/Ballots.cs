using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Runner.Documents;
using Runner.Presenting.Live;
using Runner.Presenting.Slides;

namespace Runner.Presenting.Audience;

/// <summary>
/// All polls of a start, and what the room believed: a table that is written to a file of its own. There is one only where others are let in.
/// </summary>
/// <param name="folder">Where the table is kept, closed to other users.</param>
public sealed class Ballots(string folder) : IDisposable
{
    /// <summary>Answers within this time of each other are written together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string File, string Part, Poll Poll), Ballot> _all = [];
    private readonly Dictionary<string, Poll?> _read = [];
    private readonly Dictionary<IPAddress, (Dictionary<string, int> Now, int Most)> _seats = [];
    private Timer? _keeping;

    /// <summary>The table's file.</summary>
    public string File { get; } = Path.Combine(folder, $"{DateTime.Now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture)}.csv");

    /// <summary>Why the table was not written; null where it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The ballot of the question that leads up to a cell; null where none is asked.</summary>
    /// <param name="cell">The slide's cell; null on a slide without.</param>
    internal Ballot? Before(LiveNotebook notebook, Slide slide, string? cell)
    {
        if (cell is null && slide.Parts.Exists(part => part.Prose is null)) return null; // What comes is not asked yet.
        lock (_gate)
        {
            foreach (var part in slide.Parts.TakeWhile(part => part.Prose is not null || part.CellId != cell).Reverse())
            {
                if (part.Prose is not { } prose) continue;
                if (!_read.TryGetValue(prose, out var poll)) _read[prose] = poll = Poll.Of(prose);
                if (poll is null) continue;
                var key = (notebook.File, part.Key, poll);
                return _all.TryGetValue(key, out var ballot) ? ballot : _all[key] = new(poll, notebook.Title, slide.Title);
            }
        }

        return null;
    }

    /// <summary>
    /// Asks the room once more, when it has talked it over
    /// (<a href="https://doi.org/10.1119/1.1374249">Crouch and Mazur, Peer Instruction, 2001</a>). Nothing where it has not answered yet.
    /// </summary>
    internal void AskAgain(Ballot ballot)
    {
        lock (_gate)
        {
            if (ballot.IsAnswered && _all.FirstOrDefault(each => each.Value == ballot).Key is { Part: not null } key)
                _all[key] = new(ballot.Poll, ballot.Lesson, ballot.Section, ballot);
        }
    }

    /// <summary>Counts a page that follows for as long as it is open: only whoever follows can answer.</summary>
    /// <param name="follower">Whose it is; null for one who may not answer.</param>
    internal IDisposable? Seat(string? follower, IPAddress? address)
    {
        if (follower is null || address is null) return null;
        lock (_gate)
        {
            if (!_seats.TryGetValue(address, out var there)) there = ([], 0);
            there.Now[follower] = there.Now.GetValueOrDefault(follower) + 1; // A page that connects anew may come before it goes.
            _seats[address] = there with { Most = Math.Max(there.Most, there.Now.Count) };
        }

        return new Place(() =>
        {
            lock (_gate)
            {
                var now = _seats[address].Now;
                if (--now[follower] == 0) now.Remove(follower);
            }
        });
    }

    /// <summary>Takes a follower's answer to the question that is asked.</summary>
    /// <returns>An HTTP status.</returns>
    internal int Take(Ballot? asked, string question, string? follower, IPAddress? address, int answer)
    {
        int seats;
        lock (_gate)
        {
            if (follower is null || address is null || !_seats.TryGetValue(address, out var there) || !there.Now.ContainsKey(follower)) return StatusCodes.Status403Forbidden;
            seats = there.Most;
        }

        if (asked is null || asked.Id != question) return StatusCodes.Status409Conflict;
        switch (asked.Take(follower, address, seats, answer))
        {
            case Taken.Unknown:
                return StatusCodes.Status400BadRequest;
            case Taken.Again or Taken.Closed:
                return StatusCodes.Status409Conflict;
        }

        lock (_gate) _keeping ??= new(_ => Keep(), null, Gathering, Timeout.InfiniteTimeSpan);
        return StatusCodes.Status204NoContent;
    }

    public void Dispose()
    {
        if (_keeping is not null) Keep();
    }

    /// <summary>Writes the table: a row for each answer that was given.</summary>
    internal void Keep()
    {
        Ballot[] all;
        lock (_gate)
        {
            _keeping?.Dispose();
            _keeping = null;
            all = [.. _all.Values.SelectMany(Rounds).Where(ballot => ballot.Count > 0)];
        }

        if (all is []) return;
        var text = new StringBuilder("lesson,section,question,round,answer,count\r\n");
        foreach (var ballot in all)
        {
            foreach (var (answer, count) in ballot.Counts)
                text.Append(CultureInfo.InvariantCulture, $"{Field(ballot.Lesson)},{Field(ballot.Section)},{Field(ballot.Poll.Question)},{ballot.Round},{Field(ballot.Poll.Name(answer))},{count}\r\n");
        }

        try
        {
            PrivateFolder.Make(folder);
            WholeFile.Write(File, text.ToString());
            Problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = $"The answers could not be written to {File}: {e.Message}";
        }
    }

    private static IEnumerable<Ballot> Rounds(Ballot last) => last.Before is { } before ? Rounds(before).Append(last) : [last];

    // A spreadsheet takes a field that begins so for a formula.
    private static string Field(string words) => $"\"{(words is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !int.TryParse(words, CultureInfo.InvariantCulture, out _) ? "'" : "")}{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
