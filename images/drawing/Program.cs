using Drawing;

// dotnet run --project images/drawing            draws every picture into images/
// dotnet run --project images/drawing -- --check says which files differ from what would be drawn

if (args is not ([] or ["--check"]))
{
    Console.Error.WriteLine($"Unknown arguments: {string.Join(' ', args)}. Give none to draw the pictures, or --check to compare.");
    return 2;
}

var folder = FindImages();
if (args is ["--check"])
{
    var problems = Gallery.Problems(folder);
    foreach (var problem in problems)
        Console.Error.WriteLine(problem);
    Console.WriteLine(problems.Count == 0
        ? $"All {Gallery.Figures.Count} pictures are up to date."
        : "Run `dotnet run --project images/drawing` and commit what it writes.");
    return problems.Count == 0 ? 0 : 1;
}

foreach (var (path, text) in Gallery.Files(folder).ToList())
{
    var temporary = path + ".new";
    File.WriteAllText(temporary, text);
    File.Move(temporary, path, overwrite: true);
}
Console.WriteLine($"{Gallery.Figures.Count} pictures in {folder}");
return 0;

static string FindImages()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        if (File.Exists(Path.Combine(folder.FullName, "drawing", "drawing.csproj")))
            return folder.FullName;
    throw new DirectoryNotFoundException("No folder above the program contains drawing/drawing.csproj: run it from the repository.");
}
