#!/usr/bin/env bash
# Package: Svg.Skia 5.2.3, SkiaSharp 4.155.0, SkiaSharp.NativeAssets.Linux.NoDependencies 4.155.0.
# Expected: the assets that need no system libraries draw text with the fonts of the machine, or report that there are
#   none.
# Happens: they see no font of the machine; all text is left out of the picture, and nothing is reported.
# Seen 2026-11-29: dark pixels of a square 100, of a text 0; with SkiaSharp.NativeAssets.Linux the text has 163.
# Met by: anyone who renders figures in a slim container: axes without labels.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Svg.Skia@5.2.3
#:package SkiaSharp@4.155.0
#:package SkiaSharp.NativeAssets.Linux.NoDependencies@4.155.0
#:property PublishAot=false
using SkiaSharp;
int Dark(string content)
{
    using var picture = new Svg.Skia.SKSvg();
    picture.FromSvg($"<svg xmlns='http://www.w3.org/2000/svg' width='100' height='40'>{content}</svg>");
    using var image = new MemoryStream();
    picture.Save(image, SKColors.White, SKEncodedImageFormat.Png, 100, 1, 1);
    image.Position = 0;
    using var bitmap = SKBitmap.Decode(image);
    return bitmap.Pixels.Count(pixel => pixel.Red < 128);
}
var (square, text) = (Dark("<rect x='5' y='5' width='10' height='10'/>"), Dark("<text x='5' y='30' font-size='24'>0.5</text>"));
Console.WriteLine($"dark pixels: square {square}, text {text}");
return square > 50 && (text == 0) == args.Contains("none") ? 0 : 1;
END
apt-get install -y -qq --no-install-recommends libfontconfig1 fonts-dejavu-core > apt.log 2>&1
sed 's/Linux.NoDependencies/Linux/' probe.cs > with.cs
dotnet run probe.cs -- none && dotnet run with.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
