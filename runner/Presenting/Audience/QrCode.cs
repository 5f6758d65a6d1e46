using QRCoder;

namespace Runner.Presenting.Audience;

/// <summary>An address as a picture that phones read.</summary>
public static class QrCode
{
    /// <summary>The picture as SVG: dark on white in light and dark pages, as many readers know nothing else.</summary>
    public static string Svg(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count; // With the four modules of quiet around it that the standard asks for.
        var path = string.Concat(
            from y in Enumerable.Range(0, size)
            from x in Enumerable.Range(0, size)
            where data.ModuleMatrix[y][x]
            select $"M{x} {y}h1v1h-1z");
        return $"<svg viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR code of the address\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>";
    }
}
