namespace Conformance.Tests;

// Statements: loops end by their making, and stay small enough to be walked by any verifier.
internal sealed partial class RandomScript
{
    private void Statements(int least, int most)
    {
        int count = _random.Next(least, most + 1);
        for (int i = 0; i < count && _budget > 0; i++)
        {
            _budget--;
            Statement();
        }
    }

    private void Statement()
    {
        switch (_random.Next(17))
        {
            case 0 or 1:
                Declare();
                break;
            case 2 or 3 or 4:
                Assign();
                break;
            case 5:
                If();
                break;
            case 6 or 7 when _loops < MaxLoops:
                For();
                break;
            case 8 when _loops < MaxLoops:
                While();
                break;
            case 9 or 10:
                ChangeMap();
                break;
            case 11:
                ChangeEntry();
                break;
            case 12 when _inProgram:
                WritePacket();
                break;
            case 13:
                MatchStatement();
                break;
            case 14:
                Line($"whole.list[{Index("u32", 1)} & 7] {Pick(["=", "+=", "^="])} {Expression("u32", 2)}");
                break;
            case 15 when _loops > 0:
                Line($"if ({Condition(1)}) {{");
                Line($"    {Pick(["break", "continue"])}");
                Line("}");
                break;
            default:
                Store();
                break;
        }
    }

    private void Declare()
    {
        string name = NewName();
        string type = Pick(_types);
        Line(Chance(80) ? $"var {name}: {type} = {Expression(type, MaxDepth)}" : $"var {name}: {type}");
        _locals.Add((name, type));
    }

    private void Assign()
    {
        (string name, string type) = Chance(50) && _locals.Count > 0 ? Pick(_locals) : Pick(_globals);
        string operation = Chance(40) ? "=" : Pick(_operators) + "=";
        Line($"{name} {operation} {Expression(type, MaxDepth)}");
    }

    private void Store()
    {
        Line(_random.Next(6) switch
        {
            0 => $"words[{Index("u32", 2)} & 15] {Pick(["=", "+=", "-="])} {Expression("u32", 2)}",
            1 => $"bytes[{Index("u8", 2)}] {Pick(["=", "+=", "|="])} {Expression("u8", 2)}",
            2 => $"whole.{Pick(["b", "b"])} += {Expression("i32", 2)}",
            3 => $"whole.d = {Expression("i16", 2)}",
            4 => $"flag = {Condition(2)}",
            _ => $"whole = Record {{ a: {Expression("u8", 1)}, c: {Expression("u64", 2)}, list: [{Leaf("u32")}, 2] }}",
        });
    }

    private void If()
    {
        Line($"if ({Condition(2)}) {{");
        Block(() => Statements(1, 3));
        if (Chance(50))
        {
            Line("} else {");
            Block(() => Statements(1, 2));
        }

        Line("}");
    }

    private void For()
    {
        string name = NewName();
        int from = _random.Next(3);
        string to = Chance(50) ? $"{_random.Next(from, from + 8)}" : $"({Expression("u32", 1)} & 7)";
        Line($"for ({name} in {from}..{to}) {{");
        _loops++;
        Block(() =>
        {
            _readOnly.Add((name, "u32"));
            Statements(1, 2);
        });
        _loops--;
        Line("}");
    }

    private void While()
    {
        string name = NewName();
        Line($"var {name}: u32 = {_random.Next(3)}");
        Line($"while ({name} < {_random.Next(3, 12)} && {Condition(1)}) {{");
        _loops++;
        _indent++;
        Line($"{name} += {_random.Next(1, 3)}");
        _indent--;
        Block(() =>
        {
            _readOnly.Add((name, "u32"));
            Statements(1, 2);
        });
        _loops--;
        Line("}");
        _readOnly.Add((name, "u32"));
    }

    private void ChangeMap()
    {
        string key = $"{Index("u32", 1)} % 5";
        Line(_random.Next(6) switch
        {
            0 => $"counts[{key}] = {Expression("u64", 2)}",
            1 => $"counts[{key}] {Pick(_operators)}= {Expression("u64", 2)}",
            2 => $"delete counts[{key}]",
            3 => $"small[{Expression("u8", 1)} % 7] {Pick(["=", "+=", "^="])} {Expression("i32", 2)}",
            4 => $"records[{Leaf("u16")} % 3] = Record {{ b: {Expression("i32", 1)}, d: {Expression("i16", 1)} }}",
            _ => $"slots[{key}].c {Pick(["=", "+=", "-="])} {Expression("u64", 2)}",
        });
    }

    private void ChangeEntry()
    {
        string name = NewName();
        string entry = Chance(50) ? $"records[{Leaf("u16")} % 3]" : $"slots[{Index("u32", 0)} % 5]";
        Line($"if (var {name} = {entry}) {{");
        _indent++;
        Line($"{name}.b {Pick(["=", "+=", "-="])} {Expression("i32", 2)}");
        Line($"{name}.list[{Index("u32", 1)} & 3] = {Expression("u32", 2)}");
        Line($"whole.c += {name}.c + {name}->list[{Index("u32", 0)} % 5]");
        _indent--;
        Line("}");
    }

    private void WritePacket()
    {
        string type = Pick(_types);
        string offset = Chance(60) ? $"{_random.Next(70)}" : $"({Expression("u32", 1)} & 127)";
        Line($"*((ctx->data + {offset}) as *{type}) {Pick(["=", "+="])} {Expression(type, 2)}");
    }

    private void MatchStatement()
    {
        Line($"match ({Expression("u32", 1)} % 6) {{");
        Line("    0: {");
        _indent++;
        Block(() => Statements(1, 2));
        _indent--;
        Line("    },");
        Line("    1..4: {");
        _indent++;
        Block(() => Statements(1, 2));
        _indent--;
        Line("    },");
        Line("    default: {");
        _indent++;
        Block(() => Statements(1, 1));
        _indent--;
        Line("    }");
        Line("}");
    }
}
