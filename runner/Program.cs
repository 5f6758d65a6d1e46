using Runner.Commands;
using Runner.Kernel;
using Runner.Protocol;

// A kernel process has no command line to speak of, and every millisecond of its start counts.
return args is [Wire.KernelVerb, var requests, var events] ? KernelMain.Run(requests, events) : await CommandLine.RunAsync(args);
