using System;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace LeakLint.HouseTests.Api;

/// <summary>The program that is published as native code uses the whole runtime.</summary>
public sealed class NativeProgramTests
{
    // Attributes do nothing at run time.
    [Fact]
    public void Every_public_type_is_used_by_the_program_that_becomes_native_code()
    {
        var program = string.Concat(House.Tree.Find("tests/LeakLint.AotSmoke", "*.cs").Select(static path => House.Tree.Read(path)));
        Problems.None(Assembly.Load("LeakLint.Runtime").GetExportedTypes()
            .Where(static type => !typeof(Attribute).IsAssignableFrom(type))
            .Select(static type => type.Name.Split('`')[0])
            .Where(name => !Regex.IsMatch(program, $@"^(?!//).*\b{name}\b[^;]*", RegexOptions.Multiline))
            .Select(static name => $"tests/LeakLint.AotSmoke does not use {name}."));
    }
}
