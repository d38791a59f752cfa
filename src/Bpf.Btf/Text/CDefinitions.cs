using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Bpf.Btf;

/// <summary>Prints definitions, each once and after what it needs.</summary>
/// <remarks>
/// A type used by value has to be defined before; one behind a pointer only declared. That alone breaks every cycle,
/// for those of C go through a pointer to a structure with a name.
/// </remarks>
internal sealed class CDefinitions
{
    /// <summary>What clang defines itself.</summary>
    private const string BuiltinVariadicList = "__builtin_va_list";

    private readonly TextWriter _output;
    private readonly CNames _names = new();
    private readonly CDeclarator _declarator;
    private readonly HashSet<BtfType> _declared = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<BtfType> _defined = new(ReferenceEqualityComparer.Instance);

    public CDefinitions(TextWriter output)
    {
        _output = output;
        _declarator = new CDeclarator(_names, new TypeAlignment());
    }

    /// <summary>Prints what C can say of a type by itself.</summary>
    /// <param name="isUsed">Whether another type uses it; types without a name are printed there.</param>
    public void DefineRoot(BtfType type, bool isUsed)
    {
        switch (type)
        {
            case BtfEnum { Name.Length: 0 }:
                if (!isUsed)
                {
                    WriteStatement(type, string.Empty);
                }

                break;
            case BtfStruct { Name.Length: 0 }:
                break;
            case BtfStruct or BtfEnum or BtfTypedef:
                Define(type);
                break;
            case BtfForward:
                Declare(type);
                break;
            default:
                // Integers need no definition; pointers and the like are printed where they are used.
                break;
        }
    }

    /// <summary>Prints all that is needed before values of a type may be declared.</summary>
    private void Define(BtfType type)
    {
        EnsureDepth(type);
        switch (type)
        {
            case BtfStruct structure:
                DefineStruct(structure);
                break;
            case BtfEnum { Name.Length: > 0 }:
                if (_defined.Add(type))
                {
                    WriteDefinition(type);
                }

                break;
            case BtfTypedef typedef:
                Define(typedef.Target);
                Declare(typedef);
                break;
            case BtfQualifier or BtfTypeTag:
                Define(type.ReferenceAt(0));
                break;
            case BtfArray array:
                Define(array.Element);
                break;
            case BtfPointer or BtfFunctionPrototype or BtfForward:
                Declare(type);
                break;
            case BtfVoid or BtfInt or BtfFloat or BtfEnum:
                break;
            default:
                throw new UnreachableException($"No definition rule for {type.GetType().Name}.");
        }
    }

    private void DefineStruct(BtfStruct type)
    {
        if (!_defined.Add(type))
        {
            return;
        }

        foreach (BtfMember member in type.Members)
        {
            Define(member.Type);
        }

        if (type.Name.Length > 0)
        {
            _declared.Add(type);
            WriteDefinition(type);
        }
    }

    /// <summary>Prints all that is needed before pointers to a type may be declared.</summary>
    private void Declare(BtfType type)
    {
        EnsureDepth(type);
        switch (type)
        {
            case BtfStruct { Name.Length: > 0 } or BtfForward:
                if (_declared.Add(type))
                {
                    _output.Write($"{_declarator.TagOf(type)};\n\n");
                }

                break;
            case BtfTypedef typedef:
                DeclareTypedef(typedef);
                break;
            case BtfStruct or BtfEnum or BtfArray:
                Define(type);
                break;
            case BtfVoid or BtfInt or BtfFloat:
                break;
            default:
                for (int i = 0; i < type.ReferenceCount; i++)
                {
                    Declare(type.ReferenceAt(i));
                }

                break;
        }
    }

    private void DeclareTypedef(BtfTypedef type)
    {
        if (_declared.Add(type))
        {
            Declare(type.Target);
            if (type.Name != BuiltinVariadicList)
            {
                var text = new StringBuilder("typedef ");
                _declarator.Write(text, type.Target, _names.NameOf(type), 0);
                _output.Write($"{text};\n\n");
            }
        }
    }

    private void WriteDefinition(BtfType type)
    {
        var text = new StringBuilder();
        _declarator.WriteBody(text, type, 0);
        _output.Write($"{text};\n\n");
    }

    private void WriteStatement(BtfType type, string name)
    {
        var text = new StringBuilder();
        _declarator.Write(text, type, name, 0);
        _output.Write($"{text};\n\n");
    }

    private static void EnsureDepth(BtfType type)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new InvalidOperationException($"print {type} as C: the types nest too deeply");
        }
    }
}
