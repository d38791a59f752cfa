namespace Bpf.Btf;

/// <summary>Writes type records. <c>struct btf_type</c> of <c>linux/btf.h</c> and what follows it by kind.</summary>
/// <param name="output">Receives the records.</param>
/// <param name="strings">Receives the names.</param>
/// <param name="idOf">Gives the ids of the types referred to.</param>
internal sealed class BtfEncoder(ByteWriter output, StringTable strings, Func<BtfType, int> idOf)
{
    /// <summary>Joins records and strings to the complete form.</summary>
    public static byte[] Assemble(ReadOnlySpan<byte> records, ReadOnlySpan<byte> strings)
    {
        var writer = new ByteWriter();
        writer.WriteUInt16(BtfHeader.Magic);
        writer.WriteByte(BtfHeader.Version);
        writer.WriteByte(0);
        writer.WriteUInt32(BtfHeader.Size);
        writer.WriteUInt32(0);
        writer.WriteUInt32((uint)records.Length);
        writer.WriteUInt32((uint)records.Length);
        writer.WriteUInt32((uint)strings.Length);
        writer.WriteBytes(records);
        writer.WriteBytes(strings);
        return writer.Bytes.ToArray();
    }

    /// <summary>Writes the record of one type.</summary>
    public void Write(BtfType type)
    {
        switch (type)
        {
            case BtfInt integer:
                WriteHead(integer, 0, false, (uint)integer.Size);
                output.WriteUInt32(
                    ((uint)integer.Encoding << 24) | ((uint)integer.BitOffset << 16) | (uint)integer.Bits);
                break;
            case BtfFloat real:
                WriteHead(real, 0, false, (uint)real.Size);
                break;
            case BtfArray array:
                WriteHead(array, 0, false, 0);
                WriteId(array.Element);
                WriteId(array.Index);
                output.WriteUInt32(array.Length);
                break;
            case BtfStruct structure:
                WriteStruct(structure);
                break;
            case BtfEnum enumeration:
                WriteEnum(enumeration);
                break;
            case BtfForward forward:
                WriteHead(forward, 0, forward.IsUnion, 0);
                break;
            case BtfFunction function:
                WriteHead(function, (int)function.Linkage, false, Id(function.ReferenceAt(0)));
                break;
            case BtfFunctionPrototype prototype:
                WritePrototype(prototype);
                break;
            case BtfVariable variable:
                WriteHead(variable, 0, false, Id(variable.Type));
                output.WriteUInt32((uint)variable.Linkage);
                break;
            case BtfDataSection section:
                WriteDataSection(section);
                break;
            case BtfDeclarationTag tag:
                WriteHead(tag, 0, tag.IsAttribute, Id(tag.Target));
                output.WriteUInt32((uint)tag.ComponentIndex);
                break;
            case BtfTypeTag tag:
                WriteHead(tag, 0, tag.IsAttribute, Id(tag.Target));
                break;
            case BtfPointer or BtfTypedef or BtfQualifier:
                WriteHead(type, 0, false, Id(type.ReferenceAt(0)));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No encoding rule for {type.GetType().Name}.");
        }
    }

    private void WriteStruct(BtfStruct type)
    {
        WriteHead(type, type.Members.Length, type.HasBitFields, type.Size);
        foreach (BtfMember member in type.Members)
        {
            output.WriteUInt32(strings.Add(member.Name));
            WriteId(member.Type);
            output.WriteUInt32(member.BitOffset | ((uint)member.BitFieldSize << 24));
        }
    }

    private void WriteEnum(BtfEnum type)
    {
        WriteHead(type, type.Values.Length, type.IsSigned, (uint)type.Size);
        foreach (BtfEnumValue value in type.Values)
        {
            output.WriteUInt32(strings.Add(value.Name));
            output.WriteUInt32((uint)value.Value);
            if (type.Is64)
            {
                output.WriteUInt32((uint)(value.Value >> 32));
            }
        }
    }

    private void WritePrototype(BtfFunctionPrototype type)
    {
        WriteHead(type, type.Parameters.Length, false, Id(type.ReturnType));
        foreach (BtfParameter parameter in type.Parameters)
        {
            output.WriteUInt32(strings.Add(parameter.Name));
            WriteId(parameter.Type);
        }
    }

    private void WriteDataSection(BtfDataSection type)
    {
        WriteHead(type, type.Variables.Length, false, type.Size);
        foreach (BtfSectionVariable variable in type.Variables)
        {
            WriteId(variable.Variable);
            output.WriteUInt32(variable.Offset);
            output.WriteUInt32(variable.Size);
        }
    }

    private void WriteHead(BtfType type, int count, bool kindFlag, uint sizeOrType)
    {
        var record = new BtfRecord(strings.Add(type.Name), type.Kind, count, kindFlag, sizeOrType);
        output.WriteUInt32(record.NameOffset);
        output.WriteUInt32(record.Info);
        output.WriteUInt32(record.SizeOrType);
    }

    private void WriteId(BtfType type) => output.WriteUInt32(Id(type));

    private uint Id(BtfType type) => (uint)idOf(type);
}
