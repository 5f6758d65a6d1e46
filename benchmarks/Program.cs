using Benchmarks;

switch (args)
{
    case ["runner", .. var rest]:
        return RunnerTimes.Measure(rounds: Number(rest, 0, 7));
    case ["present", .. var rest]:
        return await PresentTimes.MeasureAsync(rounds: Number(rest, 0, 3));
    case ["fit", .. var rest]:
        FitRates.Measure(rounds: Number(rest, 0, 7), batches: Number(rest, 1, 150));
        return 0;
    default:
        FitRates.Measure(rounds: Number(args, 0, 7), batches: Number(args, 1, 150));
        return 0;
}

static int Number(string[] args, int index, int standard) => args.Length > index ? int.Parse(args[index]) : standard;
