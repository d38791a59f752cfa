namespace Bpf.Btf;

/// <summary>Checks a spec as a whole: each record, what may refer to what, and that no type contains itself.</summary>
internal static class BtfChecker
{
    /// <exception cref="BtfFormatException">The spec is not sound.</exception>
    public static void Check(BtfSpec spec)
    {
        for (int id = spec.FirstId; id < spec.Count; id++)
        {
            CheckReferences(spec, id, spec.TypeById(id));
        }

        CheckDepths(spec);
    }

    private static void CheckReferences(BtfSpec spec, int id, BtfType type)
    {
        for (int i = 0; i < type.ReferenceCount; i++)
        {
            BtfType target = type.ReferenceAt(i);
            if (!MayRefer(type, i, target))
            {
                throw new BtfFormatException(
                    $"read BTF: type {id} ({type}) cannot refer to {target}", spec.RecordOffset(id));
            }
        }
    }

    private static bool MayRefer(BtfType type, int index, BtfType target) => type switch
    {
        BtfFunction => target is BtfFunctionPrototype,
        BtfDataSection => target is BtfVariable or BtfFunction,
        BtfDeclarationTag => target is BtfStruct or BtfVariable or BtfFunction or BtfTypedef or BtfForward,
        BtfPointer or BtfQualifier or BtfTypedef or BtfTypeTag or BtfVariable => IsType(target),
        BtfFunctionPrototype prototype => IsType(target)
            && (target is not BtfVoid || index == 0 || index == prototype.Parameters.Length),
        _ => IsType(target) && target is not (BtfVoid or BtfFunctionPrototype),
    };

    /// <summary>Whether this can be the type of something, rather than be a declaration.</summary>
    private static bool IsType(BtfType type) =>
        type is not (BtfFunction or BtfVariable or BtfDataSection or BtfDeclarationTag);

    /// <summary>
    /// Refuses types that contain themselves by value, and chains of pointers, names and qualifiers that never come to
    /// a structure or prototype. Recursion through a pointer to a structure is ordinary.
    /// </summary>
    private static void CheckDepths(BtfSpec spec)
    {
        CheckDepths(spec, type => type is not (BtfPointer or BtfFunctionPrototype or BtfFunction));
        CheckDepths(spec, type => type is not (BtfStruct or BtfFunctionPrototype));
    }

    private static void CheckDepths(BtfSpec spec, Func<BtfType, bool> continues)
    {
        var walk = new DepthWalk(spec, continues);
        for (int id = spec.FirstId; id < spec.Count; id++)
        {
            walk.Visit(id);
        }
    }

    /// <summary>Finds the depth of each type, depth first. A cycle shows as a path that grows too long.</summary>
    private sealed class DepthWalk(BtfSpec spec, Func<BtfType, bool> continues)
    {
        private readonly int[] _depths = new int[spec.Count];
        private readonly Stack<(int Id, int Next)> _path = new();

        public void Visit(int root)
        {
            Enter(root);
            while (_path.TryPop(out (int Id, int Next) top))
            {
                BtfType type = spec.TypeById(top.Id);
                if (top.Next < CountBelow(type))
                {
                    _path.Push((top.Id, top.Next + 1));
                    Enter(spec.IdOf(type.ReferenceAt(top.Next)));
                }
                else
                {
                    Leave(top.Id, type);
                }
            }
        }

        private int CountBelow(BtfType type) => continues(type) ? type.ReferenceCount : 0;

        private void Enter(int id)
        {
            if (id >= spec.FirstId && _depths[id] == 0)
            {
                ThrowIfTooDeep(_path.Count, id);
                _path.Push((id, 0));
            }
        }

        private void Leave(int id, BtfType type)
        {
            int below = 0;
            for (int i = 0; i < CountBelow(type); i++)
            {
                below = Math.Max(below, _depths[spec.IdOf(type.ReferenceAt(i))]);
            }

            ThrowIfTooDeep(below, id);
            _depths[id] = below + 1;
        }

        private void ThrowIfTooDeep(int depth, int id)
        {
            if (depth >= BtfLimits.MaxDepth)
            {
                throw new BtfFormatException(
                    $"read BTF: type {id} ({spec.TypeById(id)}) contains itself or is nested too deeply",
                    spec.RecordOffset(id));
            }
        }
    }
}
