using Make;

const string Folder = "data/pretrained";
const string Usage = """
    Makes the files of data/pretrained anew. Run it from the top of the repository:

      mobilenetv2 PACKAGE   converts the weights in mediapipe-objectron-0.4.1675468480.tgz,
                            which `npm pack @mediapipe/objectron@0.4.1675468480` brings
      fashion-seven         trains the lesson's convnet on seven classes of Fashion-MNIST
    """;

if (args is not [] && !Directory.Exists(Folder))
{
    Console.Error.WriteLine($"There is no folder {Folder} here, in {Environment.CurrentDirectory}.\n\n{Usage}");
    return 2;
}

switch (args)
{
    case ["mobilenetv2", var package]:
        MobileNet.Convert(package, Folder);
        return 0;
    case ["fashion-seven"]:
        FashionSeven.Train(Folder);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
