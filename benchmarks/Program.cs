using Benchmarks;

switch (args)
{
    case ["runner", .. var rounds, "--against", var folder]:
        return await RunnerTimes.MeasureAsync(rounds: Number(rounds, 0, 7), folder);
    case ["runner", .. var rest]:
        return await RunnerTimes.MeasureAsync(rounds: Number(rest, 0, 7), earlier: null);
    case ["present", .. var rest]:
        return await PresentTimes.MeasureAsync(rounds: Number(rest, 0, 3));
    case ["vscode", .. var rest]:
        return await VSCodeTimes.MeasureAsync(rounds: Number(rest, 0, 5));
    case ["fit", .. var rest]:
        FitRates.Measure(rounds: Number(rest, 0, 7), batches: Number(rest, 1, 150));
        return 0;
    default:
        FitRates.Measure(rounds: Number(args, 0, 7), batches: Number(args, 1, 150));
        return 0;
}

static int Number(string[] args, int index, int standard) => args.Length > index ? int.Parse(args[index]) : standard;
