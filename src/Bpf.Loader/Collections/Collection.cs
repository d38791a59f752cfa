using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// The maps and programs of a <see cref="CollectionSpec"/> in the kernel. Safe for use by several threads.
/// </summary>
/// <remarks>Disposing it closes all of them. What is pinned, and programs held by links, live on.</remarks>
public sealed class Collection : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CollectionOptions _options;
    private readonly LoadedTypes? _types;
    private readonly ProgramLoader _loader;
    private readonly Dictionary<string, Map> _maps;
    private readonly Dictionary<string, DataSection> _sections = new(StringComparer.Ordinal);

    // Replaced, never changed: readers need no lock.
    private Dictionary<string, Program> _programs = new(StringComparer.Ordinal);
    private bool _isDisposed;

    private Collection(
        CollectionSpec spec, CollectionOptions options, LoadedTypes? types, Dictionary<string, Map> maps)
    {
        Spec = spec;
        _options = options;
        _types = types;
        _maps = maps;
        _loader = new ProgramLoader(options, spec, maps, types);
        foreach (MapSpec map in spec.Maps)
        {
            if (map.IsDataSection)
            {
                _sections.Add(map.Name, new DataSection(maps[map.Name], map.IsFrozen));
            }
        }

        var variables = new Dictionary<string, Variable>(StringComparer.Ordinal);
        foreach (VariableSpec variable in spec.Variables)
        {
            if (_sections.TryGetValue(variable.Section, out DataSection? section))
            {
                variables.Add(variable.Name, new Variable(variable, section));
            }
        }

        Variables = variables;
    }

    /// <summary>The blueprint.</summary>
    public CollectionSpec Spec { get; }

    /// <summary>
    /// The maps by name, those of data sections (<c>.data</c>, <c>.bss</c>, <c>.rodata</c>) included.
    /// </summary>
    public IReadOnlyDictionary<string, Map> Maps => _maps;

    /// <summary>The programs loaded so far, by name.</summary>
    public IReadOnlyDictionary<string, Program> Programs => _programs;

    /// <summary>The global variables by name.</summary>
    public IReadOnlyDictionary<string, Variable> Variables { get; }

    /// <summary>
    /// Loads a collection. The caller disposes it. When anything fails, everything done so far is undone.
    /// </summary>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">
    /// The kernel refused something, a pinned map has another shape, or a symbol is not known.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The options name variables that do not exist, or give them another size.
    /// </exception>
    public static Collection Load(CollectionSpec spec, CollectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        options ??= new CollectionOptions();
        spec = options.VariableValues is { } values ? VariableValues.Apply(spec, values) : spec;
        LoadedTypes? types = LoadedTypes.Load(options.Kernel, spec);
        try
        {
            using var maps = new MapSet(options, types);
            maps.AddAll(spec);
            var collection = new Collection(spec, options, types, maps.Maps);
            try
            {
                collection.LoadPrograms();
                maps.Keep();
                return collection;
            }
            catch
            {
                collection.Dispose();
                throw;
            }
        }
        catch
        {
            types?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads one of the programs that were not loaded at once. A program that is loaded already is returned as it is.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The spec has no such program.</exception>
    /// <exception cref="VerifierException">The verifier refused.</exception>
    /// <exception cref="BpfException">The kernel refused for another reason, or a symbol is not known.</exception>
    public Program LoadProgram(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_programs.TryGetValue(name, out Program? loaded))
            {
                return loaded;
            }

            Program program = _loader.Load(Spec.Programs[name], _options.LogLevel);
            _programs = new Dictionary<string, Program>(_programs, StringComparer.Ordinal) { [name] = program };
            StoreReferences(program);
            return program;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (DataSection section in _sections.Values)
            {
                section.Dispose();
            }

            foreach (Program program in _programs.Values)
            {
                program.Dispose();
            }

            foreach (Map map in _maps.Values)
            {
                map.Dispose();
            }

            _types?.Dispose();
        }
    }

    /// <summary>The code of a program with its functions, as it would be loaded.</summary>
    internal LinkedProgram Link(ProgramSpec program) => _loader.Link(program);

    /// <summary>Loads a program that the caller owns.</summary>
    internal Program LoadUnlisted(ProgramSpec program) => _loader.Load(program, _options.LogLevel);

    private void LoadPrograms()
    {
        foreach (ProgramSpec program in Spec.Programs.Where(_options.LoadsAtOnce))
        {
            LoadProgram(program.Name);
        }
    }

    // Program arrays hold the descriptors of programs, which are known only now.
    private void StoreReferences(Program program)
    {
        foreach (MapSpec map in Spec.Maps)
        {
            foreach (MapEntry entry in map.Contents.Where(entry => entry.Reference == program.Name))
            {
                MapSet.StoreDescriptor(_maps[map.Name], entry, program.Handle);
            }
        }
    }
}
