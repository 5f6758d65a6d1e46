namespace Runner.Presenting.Live;

/// <summary>What cells have computed and a kernel process holds.</summary>
/// <param name="Cells">How many have run in it.</param>
/// <param name="Time">For how long.</param>
public sealed record Work(int Cells, TimeSpan Time);

// Kernel processes end: on request, by themselves, or because a cell did not stop. Their variables end with them.
public sealed partial class LiveNotebook
{
    private int _process = 1;
    private bool _tellsOfLoss;

    /// <summary>What would be lost with the kernel process now.</summary>
    public Work Work
    {
        get
        {
            var ran = _cells.Where(cell => cell.Ran?.Process == _process).ToList();
            return new(ran.Count, TimeSpan.FromTicks(ran.Sum(cell => (cell.Elapsed ?? DateTimeOffset.Now - cell.RunningSince)?.Ticks ?? 0)));
        }
    }

    /// <summary>How many cells declared what is gone with a kernel process, and have not run again; 0 once somebody has said that this is known.</summary>
    public int Lost => _tellsOfLoss ? _cells.Count(cell => cell is { IsBusy: false, Ran.HasFailed: false } && cell.Ran.Process != _process) : 0;

    private void Lose()
    {
        lock (_gate)
        {
            _tellsOfLoss |= _cells.Exists(cell => cell.Ran?.Process == _process);
            _process++;
            Mark();
        }
        Changed?.Invoke();
    }

    /// <summary>Whether the kernel process has ended by itself, which is told then.</summary>
    private bool LookAtProcess()
    {
        if (_session.IsAlive) return false;
        Kernel = KernelState.Dead;
        Lose();
        return true;
    }

    private void LookAround()
    {
        if (Kernel == KernelState.Idle) LookAtProcess();
        LookAtDisk();
    }
}
