using NotebookLib;
using TorchSharp;

namespace Tests.Lib;

public class LibtorchTests
{
    [Fact]
    public void TorchSharp_computes_once_loaded()
    {
        Libtorch.Load();
        using var sum = torch.ones(2, 3).sum();
        Assert.Equal(6f, sum.item<float>());
    }

    // .NET counts its processors by a container's share, and by this variable; libtorch of itself by the machine's.
    [Theory]
    [InlineData(null, "threads 1")]
    [InlineData("2", "threads 2")]
    public void Libtorch_has_no_more_threads_than_the_process_has_processors_unless_the_user_has_decided(string? decided, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount > 1, "there is nothing to leave out");
        var path = Path.Combine(Directory.CreateTempSubdirectory("libtorch-test-").FullName, "n.dib");
        try
        {
            File.WriteAllText(path, $"""
                #!csharp

                #r "{Path.Combine(AppContext.BaseDirectory, "NotebookLib.dll")}"
                #r "{Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")}"
                NotebookLib.Libtorch.Load();
                Console.WriteLine("threads " + TorchSharp.torch.get_num_threads());
                """);
            var start = new System.Diagnostics.ProcessStartInfo("dotnet", ["exec", typeof(global::Runner.Commands.RunCommand).Assembly.Location, "run", "--no-cache", path]) { RedirectStandardOutput = true };
            start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
            if (decided is null) start.Environment.Remove("OMP_NUM_THREADS");
            else start.Environment["OMP_NUM_THREADS"] = decided;
            using var process = System.Diagnostics.Process.Start(start)!;
            Assert.Contains(expected, process.StandardOutput.ReadToEnd());
            process.WaitForExit();
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    // What TorchSharp ships asks for the version on Linux; VER_FLG_WEAK is bit 1 (System V ABI, symbol versioning).
    [Fact]
    public void One_bit_makes_the_version_weak_and_nothing_else_changes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an ELF library is a Linux one");
        var library = File.ReadAllBytes(Directory.GetFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories)[0]);
        var patched = Libtorch.WithWeakVersion(library, "GLIBCXX_3.4.32");

        var (was, now) = Assert.Single(library.Zip(patched), pair => pair.First != pair.Second);
        Assert.Equal(2, was ^ now);
        Assert.Throws<BadImageFormatException>(() => Libtorch.WithWeakVersion(library, "GLIBCXX_9.9"));
    }

    [Fact]
    public void Bytes_that_are_no_library_are_refused() =>
        Assert.Throws<BadImageFormatException>(() => Libtorch.WithWeakVersion("not an ELF file"u8, "GLIBCXX_3.4.32"));

    // As after the first log-in of a new account, or in a container: the folder of programs' data is still to be made. What
    // lies ready in the shared folder for temporary files is somebody else's.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_users_library_is_not_loaded(bool hasHome)
    {
        var runner = typeof(global::Runner.Commands.RunCommand).Assembly.Location;
        SecondUser.Require(mustRead: runner);
        var folder = Directory.CreateTempSubdirectory("libtorch-test-").FullName;
        try
        {
            SecondUser.Open(folder);
            var (home, temporary) = (Directory.CreateDirectory(Path.Combine(folder, "home")).FullName, Directory.CreateDirectory(Path.Combine(folder, "temporary")).FullName);
            if (hasHome) SecondUser.Give(home);
            foreach (var open in (string[])[temporary, $"{temporary}/nobody", $"{temporary}/nobody/NotebookLib", $"{temporary}/nobody/NotebookLib/{typeof(torch).Assembly.GetName().Version}"])
                SecondUser.Open(Directory.CreateDirectory(open).FullName);
            File.WriteAllText(Path.Combine(folder, "n.dib"), $"""
                #!csharp

                #r "{Path.Combine(AppContext.BaseDirectory, "NotebookLib.dll")}"
                NotebookLib.Libtorch.Load();
                Console.WriteLine(System.IO.File.ReadLines("/proc/self/maps").First(line => line.Contains("libLibTorchSharp.so")));
                """);
            var start = SecondUser.Start("dotnet", "exec", runner, "run", "--no-cache", Path.Combine(folder, "n.dib"));
            (start.Environment["HOME"], start.Environment["TMPDIR"]) = (home, temporary);
            var (code, output) = SecondUser.Run(start);

            Assert.True(code == 0, output);
            Assert.DoesNotContain("/nobody/", output);
            Assert.Empty(Directory.GetFiles(temporary, "*", SearchOption.AllDirectories));
            if (!output.Contains($"{home}/.local", StringComparison.Ordinal)) return; // loaded as it is shipped, or deleted once it was loaded
            Assert.True(hasHome);
            var copies = Directory.GetFiles(home, "libLibTorchSharp.so", SearchOption.AllDirectories);
            Assert.True(SecondUser.IsClosed(Path.GetDirectoryName(Assert.Single(copies))!));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
