using System.Globalization;
using System.Net;
using NotebookLib.Plotting;
using static TorchSharp.torch;

namespace NotebookLib.Live;

/// <summary>An image and the feature map that a kernel makes of it, as HTML that computes the map by itself: it needs no kernel process, and nothing to fetch.</summary>
internal static class ConvolutionHtml
{
    /// <param name="id">A name that no other figure of the page has, unless it is the same.</param>
    /// <param name="weights">The kernel, as it stands at first.</param>
    /// <param name="picture">The picture for that, where there are no scripts.</param>
    /// <param name="image">The image (…, H, W), values from 0 to 1.</param>
    public static string Write(string id, InputState weights, Picture picture, Tensor image)
    {
        var (height, width) = ((int)image.shape[^2], (int)image.shape[^1]);
        var pixels = Convert.ToBase64String([.. TensorImages.Numbers(image).Select(value => (byte)Math.Round(Math.Clamp(value, 0, 1) * 255))]);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            <figure data-convolution="{{id}}" style="margin:0"><figcaption style="margin-bottom:.4em">{{WebUtility.HtmlEncode($"{weights}.")}}</figcaption>{{picture.ToHtml()}}
            <script>
            document.querySelectorAll('[data-convolution="{{id}}"]').forEach(function (figure) {
              if (figure.dataset.ready) return;
              figure.dataset.ready = 'yes';
              var width = {{width}}, height = {{height}}, columns = {{weights.Columns}}, weights = [{{string.Join(',', weights.Values)}}], rows = weights.length / columns;
              var image = Uint8Array.from(atob('{{pixels}}'), function (each) { return each.charCodeAt(0); });
              var bar = figure.querySelector('figcaption');
              figure.querySelector('img').remove();
              bar.textContent = '';
              bar.style.cssText = 'display:grid;grid-template-columns:repeat(' + columns + ',4.5em);gap:.3em;margin:0 0 .8em';
              weights.forEach(function (weight, place) {
                var box = document.createElement('input');
                box.type = 'number';
                box.min = {{weights.Min}};
                box.max = {{weights.Max}};
                box.step = {{weights.Step}};
                box.value = weight;
                box.style.cssText = 'font:inherit;font-variant-numeric:tabular-nums;padding:.3em .2em .3em .5em;width:100%';
                box.setAttribute('aria-label', 'weight in row ' + (Math.floor(place / columns) + 1) + ', column ' + (place % columns + 1));
                box.addEventListener('input', function () {
                  var number = Number(box.value);
                  if (!(number >= {{weights.Min}} && number <= {{weights.Max}})) return;
                  weights[place] = number;
                  draw();
                });
                bar.append(box);
              });
              var row = document.createElement('div');
              row.style.cssText = 'display:flex;flex-wrap:wrap;gap:1em';
              figure.append(row);
              function canvas(name) {
                var part = document.createElement('div'), drawn = document.createElement('canvas');
                drawn.width = width;
                drawn.height = height;
                part.style.cssText = 'flex:0 1 22em';
                drawn.style.cssText = 'width:100%;image-rendering:pixelated;border-radius:4px;display:block';
                drawn.setAttribute('role', 'img');
                drawn.setAttribute('aria-label', name);
                part.append(name, drawn);
                row.append(part);
                return drawn.getContext('2d');
              }
              function paint(context, values) {
                var pixels = context.createImageData(width, height);
                values.forEach(function (value, place) {
                  pixels.data[4 * place] = pixels.data[4 * place + 1] = pixels.data[4 * place + 2] = value;
                  pixels.data[4 * place + 3] = 255;
                });
                context.putImageData(pixels, 0, 0);
              }
              var map = [canvas('image'), canvas('feature map')][1];
              paint(row.querySelector('canvas').getContext('2d'), image);
              function draw() {
                var sum = Math.max(weights.reduce(function (all, each) { return all + each; }), 1), values = new Float32Array(width * height);
                for (var y = 0; y < height; y++) for (var x = 0; x < width; x++) {
                  var value = 0;
                  for (var i = 0; i < rows; i++) for (var j = 0; j < columns; j++) {
                    var v = y + i - (rows >> 1), u = x + j - (columns >> 1);
                    if (v >= 0 && v < height && u >= 0 && u < width) value += weights[i * columns + j] * image[v * width + u];
                  }
                  values[y * width + x] = Math.min(Math.abs(value / sum), 255);
                }
                paint(map, values);
              }
              draw();
            });
            </script></figure>
            """);
    }
}
