using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace NotebookLib;

/// <summary>
/// Loads libtorch for TorchSharp, on systems where TorchSharp alone cannot.
/// </summary>
/// <remarks>
/// <para>Two traps on Linux are avoided. TorchSharp's <c>libLibTorchSharp.so</c> asks for the symbol version
/// <c>GLIBCXX_3.4.32</c> (GCC 13), which Debian 12 and Ubuntu 22.04 do not have; the only symbol behind it is a
/// link-time marker that nothing calls. Where the library is refused, a copy in which that one requirement is
/// marked weak is loaded instead: see <see cref="WithWeakVersion"/>. And a libtorch of the system (Debian's
/// <c>libtorch1.13</c>) would be found by name before the package's: every library is loaded by full path.</para>
/// <para>Nothing is written to the package cache, and nothing at all where the library loads as it is.</para>
/// </remarks>
public static class Libtorch
{
    private const string Library = "libLibTorchSharp.so";
    private const string NewestVersion = "GLIBCXX_3.4.32";

    private static readonly Lazy<Exception?> Failure = new(LoadOnce);
    private static nint _cpu;

    /// <summary>Makes libtorch ready; calls after the first cost nothing.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded here; the message says why and what to do.</exception>
    public static void Load()
    {
        if (Failure.Value is { } failure) throw failure;
    }

    /// <summary>The part of libtorch that computes on the CPU, for what TorchSharp has no method for.</summary>
    internal static nint Cpu => _cpu != 0 ? _cpu : _cpu = NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, searchPath: null);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Whoever uses the library needs libtorch loaded before TorchSharp looks for it.")]
    internal static void LoadWithLibrary() => _ = Failure.Value;

    private static Exception? LoadOnce()
    {
        try
        {
            NativeMemory.KeepFreedBlocks();
            NativeThreads.Share();
            if (OperatingSystem.IsLinux()) LoadByFullPath();
            return torch.TryInitializeDeviceType(DeviceType.CPU) ? null : new DllNotFoundException("libtorch was found but does not start.");
        }
        catch (Exception e) when (e is DllNotFoundException or IOException or UnauthorizedAccessException or BadImageFormatException
                                      or NotSupportedException or TypeInitializationException)
        {
            return new DllNotFoundException(
                $"libtorch, the native library behind TorchSharp, cannot be loaded on {RuntimeInformation.OSDescription} "
                + $"({RuntimeInformation.RuntimeIdentifier}): {e.GetBaseException().Message} "
                + "It needs a 64-bit system with glibc 2.34 and libstdc++ 3.4.30 or newer (Debian 12, Ubuntu 22.04, Fedora 36), "
                + "Windows 10, or macOS on Apple silicon; in a notebook, run the cell with #r \"nuget: TorchSharp-cpu, …\" first.", e);
        }
    }

    private static void LoadByFullPath()
    {
        var torchSharp = FindNative(Library, "torchsharp");
        var libtorch = Path.GetDirectoryName(FindNative("libtorch_cpu.so", $"libtorch-cpu-{Platform}"))!;
        NativeLibrary.Load(Path.Combine(libtorch, "libc10.so"));
        _cpu = NativeLibrary.Load(Path.Combine(libtorch, "libtorch_cpu.so"));
        NativeLibrary.Load(Path.Combine(libtorch, "libtorch.so"));

        if (NativeLibrary.TryLoad(torchSharp, out _)) return;
        LoadCopy(WithWeakVersion(File.ReadAllBytes(torchSharp), NewestVersion));
    }

    private static string Platform => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    // Natives lie below the application (a build), beside TorchSharp.dll, or in a package folder next to
    // TorchSharp's own (a notebook's #r: <cache>/torchsharp/<version>/lib/<framework>/TorchSharp.dll).
    private static string FindNative(string file, string package)
    {
        var beside = Path.GetDirectoryName(typeof(torch).Assembly.Location) ?? AppContext.BaseDirectory;
        var packages = Path.GetFullPath(Path.Combine(beside, "..", "..", "..", ".."));
        string[] folders =
        [
            .. from root in (string[])[AppContext.BaseDirectory, beside]
               from folder in (string[])[Path.Combine(root, "runtimes", Platform, "native"), root]
               select folder,
            .. Directory.Exists(Path.Combine(packages, package))
                ? Directory.GetDirectories(Path.Combine(packages, package))
                    .OrderByDescending(folder => Path.GetFullPath(beside).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) // of the TorchSharp that runs
                    .ThenByDescending(folder => Version.TryParse(Path.GetFileName(folder), out var version) ? version : new Version())
                    .Select(folder => Path.Combine(folder, "runtimes", Platform, "native"))
                : [],
        ];
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException($"{file} is in none of {string.Join(", ", folders.Distinct())}.");
    }

    /// <summary>
    /// A copy of a 64-bit little-endian ELF library in which a required symbol version is marked weak, so that the
    /// dynamic linker loads the library on systems without that version.
    /// </summary>
    /// <param name="library">The bytes of the library.</param>
    /// <param name="version">The version's name, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <exception cref="BadImageFormatException">The bytes are no such library, or it does not require the version.</exception>
    /// <remarks>Sets <c>VER_FLG_WEAK</c> in the <c>vna_flags</c> of the version's entry in <c>.gnu.version_r</c>
    /// (System V ABI, Linux Standard Base: Symbol Versioning).</remarks>
    public static byte[] WithWeakVersion(ReadOnlySpan<byte> library, string version)
    {
        const int sectionTypeVersionNeeds = 0x6ffffffe;
        const ushort weak = 0x2;

        var elf = library.ToArray();
        try
        {
            if (!library.StartsWith("\u007fELF\u0002\u0001"u8)) throw new BadImageFormatException("Not a 64-bit little-endian ELF library.");
            for (var section = 0; section < U16(0x3c); section++)
            {
                var header = Header(section);
                if (U32(header + 4) != sectionTypeVersionNeeds) continue;
                var names = Offset(Header(U32(header + 40)) + 24);
                for (var (need, left) = (Offset(header + 24), U32(header + 44)); left > 0; need += U32(need + 12), left--)
                {
                    for (var (entry, entries) = (need + U32(need + 8), (int)U16(need + 2)); entries > 0; entry += U32(entry + 12), entries--)
                    {
                        if (!NameAt(names + U32(entry + 8)).SequenceEqual(Encoding.ASCII.GetBytes(version))) continue;
                        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(entry + 4), (ushort)(U16(entry + 4) | weak));
                        return elf;
                    }
                }
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new BadImageFormatException("The ELF library is damaged.", e);
        }

        throw new BadImageFormatException($"The ELF library does not require {version}.");

        ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(at));
        int U32(int at) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at)));
        int Offset(int at) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(at)));
        int Header(int section) => Offset(0x28) + (section * U16(0x3a));
        ReadOnlySpan<byte> NameAt(int at) => elf.AsSpan(at, elf.AsSpan(at).IndexOf((byte)0));
    }

    // The next process finds the copy again. It is code: where nobody else can change it, or only for as long as it takes to load.
    private static void LoadCopy(byte[] library)
    {
        try
        {
            var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            var path = Path.Combine(PrivateFolder.Make(Path.Combine(data, "NotebookLib", $"{typeof(torch).Assembly.GetName().Version}")), Library);
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(library))
            {
                var temporary = $"{path}.{Path.GetRandomFileName()}";
                File.WriteAllBytes(temporary, library);
                File.Move(temporary, path, overwrite: true);
            }
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            var folder = Directory.CreateTempSubdirectory("NotebookLib-").FullName;
            try
            {
                File.WriteAllBytes(Path.Combine(folder, Library), library);
                NativeLibrary.Load(Path.Combine(folder, Library));
            }
            finally
            {
                Directory.Delete(folder, recursive: true); // What is loaded needs no name any more.
            }
        }
    }
}
