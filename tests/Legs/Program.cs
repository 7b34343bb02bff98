using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Pipelines.Legs;

/// <summary>Prints the instruction sets of this process and, for every leg case, the SHA-256 of its bytes.</summary>
/// <remarks>
/// The environment chooses the leg (DOTNET_EnableAVX512=0 and so on), so every leg is a process of its own; InstructionSetTests starts them all
/// and compares. Arguments, if any, name the cases to run.
/// </remarks>
public static class Program
{
    public static void Main(string[] names)
    {
        Console.WriteLine($"set avx512 {Avx512F.IsSupported}");
        Console.WriteLine($"set avx2 {Avx2.IsSupported}");
        Console.WriteLine($"set fma {Fma.IsSupported}");
        Console.WriteLine($"set vector512 {Vector512.IsHardwareAccelerated}");
        Console.WriteLine($"set vector256 {Vector256.IsHardwareAccelerated}");
        Console.WriteLine($"set vector128 {Vector128.IsHardwareAccelerated}");
        foreach (var (name, run) in Cases().Where(one => names.Length == 0 || names.Contains(one.Name)))
        {
            Console.WriteLine($"case {name} {Convert.ToHexStringLower(SHA256.HashData(run()))}");
        }
    }

    private static IEnumerable<(string Name, Func<byte[]> Run)> Cases() =>
        from type in typeof(Program).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public)
        let mark = method.GetCustomAttribute<LegCaseAttribute>()
        where mark is not null
        orderby mark.Name
        select (mark.Name, method.CreateDelegate<Func<byte[]>>());
}
