using System.Collections.Immutable;
using KernelScript.Ir;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Lowering;

/// <summary>Lowers a whole script: maps, globals, constants, and functions on demand.</summary>
internal sealed class ModuleLowering(BoundProgram program, LoweringOptions options)
{
    private const string OpaqueZeroName = ".zero";

    private readonly Dictionary<(FunctionSymbol, string), FunctionInstance> _instances = [];
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<SourceText, int> _files = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The result.</summary>
    public IrModule Module { get; } = new();

    /// <summary>What the target offers.</summary>
    public LoweringOptions Options => options;

    /// <summary>Found so far.</summary>
    public DiagnosticBag Diagnostics { get; } = new();

    /// <summary>Checks added so far.</summary>
    public List<AddedCheck> AddedChecks { get; } = [];

    /// <summary>Descriptions of types.</summary>
    public DataTypeMap Types { get; } = new();

    /// <summary>Origins of pointers.</summary>
    public ScriptOrigins Origins { get; } = new(program);

    /// <summary>The layout of the map of pinned globals.</summary>
    public PinnedGlobals Pinned { get; } = PinnedGlobals.Of(program);

    /// <summary>Lowers everything that programs reach.</summary>
    public void Run()
    {
        foreach (SourceText source in program.Sources)
        {
            AddFile(source);
        }

        foreach (MapSymbol map in program.Maps)
        {
            AddMap(map);
        }

        AddPinnedGlobals();
        foreach (VariableSymbol global in program.Globals)
        {
            AddGlobal(global);
        }

        foreach (BoundFunction function in program.Functions.Where(f => f.Symbol.Kind == FunctionKind.Program))
        {
            _names.Add(function.Symbol.Name);
        }

        Origins.FindFieldOrigins();
        foreach (BoundFunction function in program.Functions.Where(f => f.Symbol.Kind == FunctionKind.Program))
        {
            _ = Instantiate(function.Symbol, ScriptOrigins.OriginsOfProgram(function.Symbol));
        }
    }

    /// <summary>
    /// The IR function for a function called with such arguments, lowered when it is first asked
    /// for.
    /// </summary>
    /// <returns>Null for a function that calls itself, which has been reported.</returns>
    public FunctionInstance? Instantiate(FunctionSymbol function, PointerOrigin[] arguments)
    {
        (FunctionSymbol, string) key = (function, ScriptOrigins.LabelOf(arguments));
        if (_instances.TryGetValue(key, out FunctionInstance? instance))
        {
            return instance.IsComplete ? instance : null;
        }

        instance = new FunctionInstance(function, arguments, UniqueName(function, key.Item2));
        _instances[key] = instance;
        new FunctionLowering(this, instance).Run();
        instance.IsComplete = true;
        return instance;
    }

    /// <summary>A function name that is not taken yet.</summary>
    public string UniqueName(string name)
    {
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    /// <summary>The position of a node, for line info.</summary>
    public SourcePosition PositionOf(SyntaxNode node)
    {
        LinePosition start = node.Location.Start;
        return new SourcePosition(AddFile(node.Source), start.Line, start.Column);
    }

    /// <summary>The name of read-only data with these contents.</summary>
    public string AddConstant(ReadOnlySpan<byte> contents)
    {
        string key = System.Text.Encoding.Latin1.GetString(contents);
        if (!_constants.TryGetValue(key, out string? name))
        {
            name = $".str{_constants.Count}";
            _constants[key] = name;
            Module.Globals.Add(new IrGlobal
            {
                Name = name, Section = GlobalSection.ReadOnlyData, Alignment = 1, IsHidden = true,
                Type = new ArrayData(Types.Of(BuiltInTypes.Char), contents.Length), Contents = [.. contents],
            });
        }

        return name;
    }

    /// <summary>The name of a word that is always zero, which neither passes nor the verifier know.</summary>
    public string AddOpaqueZero()
    {
        if (Module.FindGlobal(OpaqueZeroName) is null)
        {
            Module.Globals.Add(new IrGlobal
            {
                Name = OpaqueZeroName, Section = GlobalSection.Bss, Alignment = 8, IsHidden = true,
                Type = Types.Of(BuiltInTypes.U64),
            });
        }

        return OpaqueZeroName;
    }

    // A program keeps its name; so does the first form of a helper.
    private string UniqueName(FunctionSymbol function, string label)
    {
        if (function.Kind == FunctionKind.Program || _names.Add(function.Name))
        {
            return function.Name;
        }

        return UniqueName(label.Length == 0 ? function.Name : $"{function.Name}__{label}");
    }

    private int AddFile(SourceText source)
    {
        if (!_files.TryGetValue(source, out int index))
        {
            index = Module.Files.Count;
            _files[source] = index;
            var lines = ImmutableArray.CreateBuilder<string>(source.LineCount);
            for (int line = 1; line <= source.LineCount; line++)
            {
                lines.Add(source.GetLineText(line));
            }

            Module.Files.Add(new IrSourceFile(source.FilePath, lines.MoveToImmutable()));
        }

        return index;
    }

    private SourcePosition PositionOf(Symbol symbol) =>
        symbol.Declaration is { } declaration ? PositionOf(declaration) : default;

    // The records of ring buffers are a matter of their users: the map itself has neither keys nor values.
    private void AddMap(MapSymbol map)
    {
        bool isRing = map.Key.IsVoid() && map.TypeName is "ringbuf" or "user_ringbuf";
        Module.Maps.Add(new IrMap
        {
            Name = map.Name, Type = map.KernelType, Key = Types.Of(map.Key),
            Value = isRing ? VoidData.Instance : Types.Of(map.Value),
            MaxEntries = map.MaxEntries, Flags = map.Flags, IsPinned = map.IsPinned, Position = PositionOf(map),
        });
    }

    private void AddPinnedGlobals()
    {
        if (Pinned.Structure is not { } structure)
        {
            return;
        }

        Module.Maps.Add(new IrMap
        {
            Name = PinnedGlobals.MapName, Type = PinnedGlobals.MapType, Key = Types.Of(BuiltInTypes.U32),
            Value = Types.Of(structure), MaxEntries = 1, IsPinned = true, Flags = PinnedGlobals.MapFlags,
        });
    }

    private void AddGlobal(VariableSymbol global)
    {
        if (global.Kind == VariableKind.PinnedGlobal)
        {
            return;
        }

        bool isZero = global.InitialValue.All(b => b == 0);
        GlobalSection section = IsFrozen(global) ? GlobalSection.ReadOnlyData
            : isZero ? GlobalSection.Bss
            : GlobalSection.Data;
        Module.Globals.Add(new IrGlobal
        {
            Name = global.Name, Section = section, Type = Types.Of(global.Type),
            Alignment = Math.Clamp(global.Type.Alignment, 1, 8), IsHidden = global.Kind == VariableKind.KernelGlobal,
            Contents = section == GlobalSection.Bss ? [] : Padded(global),
        });
    }

    // What neither half writes is constant, but only when the script has the other half: otherwise a host program that
    // loads it may set the variable.
    private bool IsFrozen(VariableSymbol global) => !global.IsWritten
        && (global.Kind == VariableKind.KernelGlobal
            || program.Functions.Any(f => f.Symbol is { Kind: FunctionKind.Userspace, Name: "main" }));

    private static ImmutableArray<byte> Padded(VariableSymbol global)
    {
        byte[] contents = new byte[global.Type.Size];
        global.InitialValue.CopyTo(contents);
        return [.. contents];
    }
}
