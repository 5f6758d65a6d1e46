using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>Writes events to the pipe, one at a time and at once, from any thread.</summary>
internal sealed class EventWriter(Stream pipe)
{
    private readonly StreamWriter _writer = new(pipe) { AutoFlush = false };

    public void Write(KernelEvent @event)
    {
        var line = Wire.Write(@event);
        lock (_writer)
        {
            _writer.Write(line);
            _writer.Write('\n');
            _writer.Flush();
        }
    }
}
