using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Runner.Kernel;

/// <summary>
/// Lets a cell fail of a C++ exception that a native library let through, as TorchSharp does in some operations (<c>matmul</c> of
/// shapes that do not fit): nothing can carry it through the frames of .NET, so the C++ runtime would end the process, and with
/// it all that the cells declared. The last that it asks is its terminate handler. The one here tells what was thrown and where,
/// and keeps the thread that called there for ever; whoever waits for the code goes on without it.
/// </summary>
/// <remarks>
/// The thread is lost with what it holds: its locks stay locked, no <c>finally</c> or <c>using</c> of the code runs, no
/// <c>catch</c> sees the exception, and what libtorch keeps for each thread begins anew. Windows needs none of this: there .NET
/// has an exception for it.
/// </remarks>
internal static class NativeErrors
{
    private static readonly AsyncLocal<Action<Exception>?> Failing = new();

    private static BlockingCollection<Action> _work = NewThread();
    private static unsafe delegate* unmanaged<nint*> _exceptionType;
    private static unsafe delegate* unmanaged<nint*, void> _currentException;
    private static unsafe delegate* unmanaged<void> _before;

    /// <summary>Asks the C++ runtime to call here first; without one there is nothing to do.</summary>
    public static unsafe void Listen()
    {
        var name = OperatingSystem.IsLinux() ? "libstdc++.so.6" : OperatingSystem.IsMacOS() ? "libc++abi.dylib" : null;
        if (name is null || !NativeLibrary.TryLoad(name, out var library)) return;
        if (!NativeLibrary.TryGetExport(library, "_ZSt13set_terminatePFvvE", out var set)
            || !NativeLibrary.TryGetExport(library, "_ZSt17current_exceptionv", out var current)
            || !NativeLibrary.TryGetExport(library, "__cxa_current_exception_type", out var type)) return;
        _currentException = (delegate* unmanaged<nint*, void>)current;
        _exceptionType = (delegate* unmanaged<nint*>)type;
        _before = ((delegate* unmanaged<delegate* unmanaged<void>, delegate* unmanaged<void>>)set)(&Terminate);
    }

    /// <summary>
    /// Runs code on the thread that is there for it, always the same one: what libtorch keeps for each thread (whether it records
    /// gradients) lasts from cell to cell.
    /// </summary>
    /// <exception cref="CellFailure">It, or a thread that it started, ran into a C++ exception that nobody catches.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> code)
    {
        if (Failing.Value is not null) return await code().ConfigureAwait(false); // What a cell sends to the kernel itself, while its thread waits for it.
        var ended = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Failing.Value = failure =>
        {
            Interlocked.Exchange(ref _work, NewThread()).CompleteAdding(); // The old one may be the one that is lost.
            ended.TrySetException(failure);
        };
        var context = ExecutionContext.Capture()!;
        _work.Add(() => ExecutionContext.Run(context, _ =>
        {
            try
            {
                var running = code();
                running.ContinueWith(_ => ended.TrySetResult(running), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception e)
            {
                ended.TrySetException(e);
            }
        }, null));
        return await (await ended.Task.ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static BlockingCollection<Action> NewThread()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() => { foreach (var each in work.GetConsumingEnumerable()) each(); }, 8 << 20) { IsBackground = true, Name = "cells" }.Start();
        return work;
    }

    [UnmanagedCallersOnly]
    private static unsafe void Terminate()
    {
        var type = _exceptionType();
        var name = type is null ? "" : Marshal.PtrToStringUTF8(type[1])!; // type_info: its table of functions, its name
        if (Failing.Value is not { } fail || !(name.StartsWith("N3c10", StringComparison.Ordinal) || name.StartsWith("St", StringComparison.Ordinal)))
        {
            _before();
            return;
        }

        // Exceptions of libtorch and of the standard library begin with std::exception, whose third function is what().
        nint exception = 0;
        _currentException(&exception);
        var what = (delegate* unmanaged<nint, nint>)(*(nint**)exception)[2];
        var message = Marshal.PtrToStringUTF8(what(exception)) ?? name;
        fail(CellErrors.Native(message.Split("\nException raised from")[0], new StackTrace(fNeedFileInfo: true)));
        Thread.Sleep(Timeout.Infinite);
    }
}
