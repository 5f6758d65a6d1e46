using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Runner.Kernel.Editing;
using Runner.Processes;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// What a kernel process does from start to end: take requests from one pipe, run cells one after another, write
/// events to another pipe. It ends when the requests' pipe closes, whatever a cell is doing: no kernel process
/// outlives the process that started it.
/// </summary>
internal static class KernelMain
{
    public static int Run(string requestPipe, string eventPipe)
    {
        // The compiler, the formatters and the pipes get ready side by side; prose need not wait for the compiler.
        var csharp = new CSharpCells();
        var warming = Task.WhenAll(Task.Run(csharp.WarmUpAsync), Task.Run(Values.WarmUp));
        var cells = new NotebookKernel(csharp, warming);
        using var requests = Connect(requestPipe, PipeDirection.In);
        var events = new EventWriter(Connect(eventPipe, PipeDirection.Out));
        NativeErrors.Listen();
        CellWriter.TakeConsole();
        Console.SetIn(new CellReader());

        // Ctrl-C in a terminal reaches every process of the group; what becomes of this one is its parent's business.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
            CellRun.Current?.Fail(CellErrors.Describe((Exception)e.ExceptionObject, "on a thread of its own, where no cell could catch it"));

        var waiting = new BlockingCollection<CellRun>();
        new Thread(() => Read(new StreamReader(requests), waiting, cells, events, new Typing(csharp, cells, warming, events))) { IsBackground = true, Name = "requests" }.Start();
        events.Write(new KernelReady(""));
        // Only between cells: TorchSharp does not keep alive what native code works with, and a collection meanwhile may take it away.
        var spare = new SpareMemory();
        while (!waiting.IsCompleted)
        {
            if (waiting.TryTake(out var run, SpareMemory.Often)) cells.ExecuteAsync(run).GetAwaiter().GetResult();
            else spare.Look();
        }
        return 0;
    }

    private static NamedPipeClientStream Connect(string name, PipeDirection direction)
    {
        var pipe = new NamedPipeClientStream(".", name, direction, PipeOptions.CurrentUserOnly);
        pipe.Connect(10_000);
        return pipe;
    }

    private static void Read(StreamReader requests, BlockingCollection<CellRun> waiting, NotebookKernel cells, EventWriter events, Typing typing)
    {
        try
        {
            while (requests.ReadLine() is { } line)
            {
                switch (Wire.ReadRequest(line))
                {
                    case ExecuteRequest request: waiting.Add(cells.Accept(request, events)); break;
                    case InputGiven given: CellRun.Answer(given); break;
                    case InterruptRequest interrupt: _ = Task.Run(() => cells.Interrupt(interrupt.Requests)); break; // Whatever a cell has registered for it runs with it, and may take its time.
                    case { } request: _ = Task.Run(() => typing.AnswerAsync(request)); break;
                }
            }
        }
        catch (IOException)
        {
            // The other end broke: the same as closed.
        }
        DebuggerFiles.Remove(Environment.ProcessId);
        Process.GetCurrentProcess().Kill();
    }
}
