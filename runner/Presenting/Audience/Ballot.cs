using System.Net;
using System.Security.Cryptography;

namespace Runner.Presenting.Audience;

/// <summary>What became of an answer.</summary>
internal enum Taken
{
    /// <summary>It counts.</summary>
    Counted,

    /// <summary>It is none of those that can be given.</summary>
    Unknown,

    /// <summary>The follower has answered already, or there are as many answers as followers.</summary>
    Again,

    /// <summary>No more answers are taken.</summary>
    Closed,
}

/// <summary>
/// The room's answers to a poll. It is open until the first look at them; from then on nobody knows who gave which.
/// </summary>
public sealed class Ballot
{
    /// <summary>In all.</summary>
    private const int Most = Crowd.Most;

    private const int MostBars = 8;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, int> _counts = [];
    private readonly HashSet<string> _answered = [];
    private readonly Dictionary<IPAddress, int> _of = [];

    internal Ballot(Poll poll, string lesson, string section, Ballot? before = null)
    {
        (Poll, Lesson, Section, Before, Round) = (poll, lesson, section, before, 1 + (before?.Round ?? 0));
        Sheet = new(Id, poll.Question, poll.Choices.Select((choice, i) => new Choice(Poll.Letter(i), choice)).ToList(), poll.From, poll.To, null);
    }

    public Poll Poll { get; }

    /// <summary>Whose question it is.</summary>
    public string Lesson { get; }

    /// <summary>Where in the lesson it stands.</summary>
    public string Section { get; }

    /// <summary>What the room answered when it was asked before; null where this is the first time.</summary>
    public Ballot? Before { get; }

    /// <summary>How often the room has been asked, with this time.</summary>
    public int Round { get; }

    /// <summary>How many have answered.</summary>
    public int Count { get; private set; }

    /// <summary>Whether answers are taken.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Whether the room has answered and may be asked once more.</summary>
    public bool IsAnswered => !IsOpen && Count > 0;

    /// <summary>Whether the answers are shown.</summary>
    public bool IsShown { get; private set; }

    /// <summary>Tells it from all others, so that an answer that comes late is none to the next question.</summary>
    internal string Id { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>What followers get of it: another object where it has changed for them.</summary>
    internal BallotSheet Sheet { get; private set; }

    /// <summary>The answers that were given, in their order, and how often each was.</summary>
    public IReadOnlyList<(int Answer, int Count)> Counts
    {
        get
        {
            lock (_gate) return [.. _counts.Select(each => (each.Key, each.Value))];
        }
    }

    /// <summary>The answers as a histogram: a bar a choice, or of numbers a bar each, or in ranges where that would be too many.</summary>
    public IReadOnlyList<Bar> Bars
    {
        get
        {
            var counts = Counts;
            if (Poll.Choices is not []) return [.. Poll.Choices.Select((choice, i) => new Bar($"{Poll.Letter(i)}", choice, Of(i, i)))];
            if (counts.Count <= MostBars) return [.. counts.Select(each => new Bar(Poll.Name(each.Answer), "", each.Count))];
            var (first, last) = ((long)counts[0].Answer, (long)counts[^1].Answer);
            var width = (last - first + MostBars) / MostBars;
            return [.. Enumerable.Range(0, MostBars).Select(i => first + (i * width)).Where(low => low <= last)
                .Select(low => (low, high: Math.Min(low + width - 1, last)))
                .Select(each => new Bar(each.low == each.high ? Poll.Name((int)each.low) : $"{Poll.Name((int)each.low)} to {Poll.Name((int)each.high)}", "", Of(each.low, each.high)))];

            int Of(long low, long high) => counts.Where(each => each.Answer >= low && each.Answer <= high).Sum(each => each.Count);
        }
    }

    /// <summary>Takes an answer.</summary>
    /// <param name="follower">Whose it is; kept only as long as the poll is open, and not together with the answer.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="seats">How many pages were open there at once: no address has more answers.</param>
    internal Taken Take(string follower, IPAddress address, int seats, int answer)
    {
        lock (_gate)
        {
            if (!IsOpen) return Taken.Closed;
            if (answer < Poll.From || answer > Poll.To) return Taken.Unknown;
            var there = _of.GetValueOrDefault(address);
            if (there >= seats || Count >= Most || !_answered.Add(follower)) return Taken.Again;
            _of[address] = there + 1;
            _counts[answer] = _counts.GetValueOrDefault(answer) + 1;
            Count++;
            return Taken.Counted;
        }
    }

    /// <summary>Closes the poll, and shows the answers or takes them away.</summary>
    internal void Show(bool isShown)
    {
        lock (_gate)
        {
            (IsOpen, IsShown) = (false, isShown);
            _answered.Clear();
            _of.Clear();
        }

        Sheet = Sheet with { Bars = isShown ? Bars : [] };
    }
}

/// <summary>A bar of a histogram.</summary>
/// <param name="Name">The letter of the choice, or the number.</param>
/// <param name="Text">The choice's words.</param>
public sealed record Bar(string Name, string Text, int Count);

/// <summary>A choice as followers get it.</summary>
internal sealed record Choice(char Letter, string Text);

/// <summary>A poll as followers get it.</summary>
/// <param name="Bars">Null while it is open; empty while its answers are not shown.</param>
internal sealed record BallotSheet(string Id, string Question, IReadOnlyList<Choice> Choices, int From, int To, IReadOnlyList<Bar>? Bars);
