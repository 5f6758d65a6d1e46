namespace Runner.Jupyter;

/// <summary>What was told last, by its name. There is room for so much; what came first makes room for more.</summary>
internal sealed class Latest<T>(int most)
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, T> _all = [];

    public T this[string name]
    {
        set
        {
            lock (_lock)
            {
                _all.Remove(name);
                _all.Add(name, value);
                if (_all.Count > most) _all.RemoveAt(0);
            }
        }
    }

    public IReadOnlyList<KeyValuePair<string, T>> All
    {
        get { lock (_lock) return [.. _all]; }
    }

    public T? Find(string name)
    {
        lock (_lock) return _all.GetValueOrDefault(name);
    }

    public void Remove(string name)
    {
        lock (_lock) _all.Remove(name);
    }

    public void Clear()
    {
        lock (_lock) _all.Clear();
    }
}
