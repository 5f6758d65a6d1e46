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
    case ["scaling", .. var rest]:
        FitScaling.Measure(rounds: Number(rest, 0, 7));
        return 0;
    case ["precision", .. var rest]:
        FitPrecision.Measure(epochs: Number(rest, 0, 10));
        return 0;
    case ["child", var way, var network, var batchSize, var batches]:
        return TrainingChild.Run(way, network, int.Parse(batchSize), int.Parse(batches));
    case ["busy"]:
        new Thread(() => { while (true) { } }) { IsBackground = true }.Start();
        Console.In.ReadToEnd(); // As long as its parent lives.
        return 0;
    default:
        FitTable.Measure(rounds: Number(args, 1, 7), batches: Number(args, 2, 100));
        return 0;
}

static int Number(string[] args, int index, int standard) => args.Length > index ? int.Parse(args[index]) : standard;
