using System.Reflection;
using JasperFx.CommandLine;

namespace ChainCoop.Tests.Platform;

public class help_of_commands
{
    /// <summary>The framework reads them as markup and ends with an exception.</summary>
    [Fact]
    public void has_no_square_brackets() =>
        (from type in typeof(Program).Assembly.GetTypes()
         from text in type.GetProperties().Cast<MemberInfo>().Prepend(type).SelectMany(member => member.GetCustomAttributes<DescriptionAttribute>()).Select(given => given.Description)
         where text.Contains('[', StringComparison.Ordinal) || text.Contains(']', StringComparison.Ordinal)
         select $"{type.Name}: {text}").ShouldBeEmpty();
}
