const frames = [...document.querySelectorAll('.frame')]
const slider = document.getElementById('frame')
const output = document.getElementById('at')
const button = document.getElementById('play')
let timer = null
function show() {
  frames.forEach((frame, index) => { frame.hidden = index !== Number(slider.value) })
  output.textContent = frames[Number(slider.value)].dataset.at
}
function stop() {
  clearInterval(timer)
  timer = null
  button.textContent = 'Play'
}
slider.addEventListener('input', () => { stop(); show() })
button.addEventListener('click', () => {
  if (timer) return stop()
  if (Number(slider.value) === frames.length - 1) slider.value = 0
  button.textContent = 'Stop'
  timer = setInterval(() => {
    slider.value = Number(slider.value) + 1
    show()
    if (Number(slider.value) === frames.length - 1) stop()
  }, 120)
})
