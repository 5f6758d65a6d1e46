using Runner.Commands;
using Runner.Kernel;

// A kernel process has no command line to speak of, and every millisecond of its start counts.
return args is [KernelMain.Verb, var requests, var events] ? KernelMain.Run(requests, events) : await CommandLine.RunAsync(args);
