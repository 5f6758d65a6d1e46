using Make;

const string Usage = """
    Makes the files of data/pretrained anew:

      mobilenetv2 PACKAGE [FOLDER]   converts the weights in mediapipe-objectron-0.4.1675468480.tgz,
                                     which `npm pack @mediapipe/objectron@0.4.1675468480` brings
    """;

switch (args)
{
    case ["mobilenetv2", var package, .. var folder]:
        MobileNet.Convert(package, folder is [var given] ? given : "data/pretrained");
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
