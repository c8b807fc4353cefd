using System.Globalization;
using System.Text.RegularExpressions;

namespace ChainCoop.Privacy.Retention;

/// <summary>
/// A term of whole years and months (ISO 8601, such as <c>P1Y6M</c>). It ends with the day of the same number; where that
/// month has no such day, with its last: of 29 February a year ends on 28 February. Years and months are added at once.
/// </summary>
internal readonly partial record struct Term(int Months)
{
    /// <summary>A hundred years: beyond it is a mistake.</summary>
    private const int Longest = 1200;

    public static Term? Parse(string text)
    {
        var form = Form().Match(text);
        if (!form.Success) return null;
        var months = 12 * Number("years") + Number("months");
        return months is > 0 and <= Longest ? new Term(months) : null;

        int Number(string part) => form.Groups[part] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>The first day after the term; the day that it is counted from is not part of it.</summary>
    public DateOnly After(DateOnly day) => day.AddMonths(Months).AddDays(1);

    [GeneratedRegex(@"^P(?=[0-9])((?<years>[0-9]{1,3})Y)?((?<months>[0-9]{1,4})M)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
