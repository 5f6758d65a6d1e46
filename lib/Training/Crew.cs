using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Threads that do a piece of work together with the one that asks for it, a part each, and share no operation out among further ones.</summary>
internal sealed class Crew : IDisposable
{
    private const int Spins = 200; // Some microseconds; then the core is another's.

    // What a thread tells libtorch of itself is what libtorch tells each that asks for the first time: this is what it is to be told while others compute alone.
    private static readonly ConcurrentDictionary<Thread, int> Before = new();

    [ThreadStatic]
    private static bool _hasAsked;

    private readonly ManualResetEventSlim[] _starts;
    private readonly CountdownEvent _left;
    private readonly Exception?[] _failures;
    private Action<int>? _work;

    /// <param name="size">How many parts a piece of work has.</param>
    public Crew(int size)
    {
        _failures = new Exception?[size];
        _starts = [.. Enumerable.Range(1, size - 1).Select(_ => new ManualResetEventSlim(false, Spins))];
        _left = new CountdownEvent(size - 1);
        for (var i = 1; i < size; i++)
        {
            var index = i;
            new Thread(() => Serve(index)) { IsBackground = true, Name = $"part {index + 1} of each batch" }.Start();
        }
        Await();
        set_num_threads(Threads); // Of this thread it is what it was; but what the others have said of themselves would hold for all that come.
    }

    /// <summary>How many parts a piece of work has.</summary>
    public int Size => _failures.Length;

    /// <summary>How many threads of its own libtorch would share an operation of this thread out among, were it not for the crew.</summary>
    public int Threads { get; } = get_num_threads();

    /// <summary>How many threads of its own libtorch shares an operation of this thread out among, whatever other crews have said of theirs.</summary>
    public static int AskThreads()
    {
        if (!_hasAsked && !Before.ContainsKey(Thread.CurrentThread) && Before.Values.FirstOrDefault() is > 0 and var before) set_num_threads(before);
        _hasAsked = true;
        return get_num_threads();
    }

    /// <summary>Until it is disposed, libtorch shares an operation of this thread out among so many threads of its own.</summary>
    public static IDisposable Share(int threads) => new Sharing(threads);

    /// <summary>Has each part done, by its index, and comes back when all have ended, by the exception of the first that failed, if any. The first part is this thread's.</summary>
    public void Run(Action<int> work)
    {
        _work = work;
        Start();
        Do(0);
        Await();
        var failure = Array.Find(_failures, failure => failure is not null);
        Array.Clear(_failures);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        _work = null;
        Start();
        Await();
        foreach (var start in _starts) start.Dispose();
        _left.Dispose();
    }

    private void Start()
    {
        foreach (var start in _starts) start.Set();
    }

    private void Await()
    {
        for (var spin = 0; spin < Spins && !_left.IsSet; spin++) Thread.SpinWait(20);
        _left.Wait();
        _left.Reset();
    }

    private void Serve(int index)
    {
        _ = get_num_threads(); // A thread's first question gives it as many as all have: so not after it has its own.
        set_num_threads(1);
        do
        {
            _left.Signal();
            _starts[index - 1].Wait();
            _starts[index - 1].Reset();
            if (_work is not null) Do(index);
        }
        while (_work is not null);
        _left.Signal();
    }

    private void Do(int index)
    {
        try
        {
            _work!(index);
        }
        catch (Exception e)
        {
            _failures[index] = e;
        }
    }

    private sealed class Sharing : IDisposable
    {
        private readonly int _before = get_num_threads();
        private readonly bool _isFirst;

        public Sharing(int threads)
        {
            _isFirst = Before.TryAdd(Thread.CurrentThread, _before);
            set_num_threads(threads);
        }

        public void Dispose()
        {
            set_num_threads(_before);
            if (_isFirst) Before.TryRemove(Thread.CurrentThread, out _);
        }
    }
}
