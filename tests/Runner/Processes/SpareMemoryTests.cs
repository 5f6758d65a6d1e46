using Runner.Processes;

namespace Tests.Runner.Processes;

public sealed class SpareMemoryTests
{
    private const long Mebibyte = 1 << 20;

    private readonly SpareMemory _spare;
    private int _given;

    public SpareMemoryTests() => _spare = new(() => _given++);

    [Fact]
    public void A_process_that_works_keeps_its_memory()
    {
        for (var allocated = Mebibyte; allocated < 100 * Mebibyte; allocated += Mebibyte) _spare.Look(allocated);
        Assert.Equal(0, _given);
    }

    [Fact]
    public void One_that_waits_gives_it_back_at_once_and_again_when_pools_let_go_and_then_no_more()
    {
        _spare.Look(100 * Mebibyte);
        _spare.Look(100 * Mebibyte);
        Assert.Equal(1, _given);
        for (var look = 0; look < 100; look++) _spare.Look((100 * Mebibyte) + look);
        Assert.Equal(5, _given);
    }

    [Fact]
    public void What_it_did_between_two_waits_counts()
    {
        foreach (var allocated in (long[])[50, 50, 90, 90]) _spare.Look(allocated * Mebibyte);
        Assert.Equal(2, _given);
    }
}
