// Says in words what went wrong with a security key. allauth's own script does the rest.
document.addEventListener('allauth.error', function (event) {
  const status = document.getElementById('key-status')
  if (status) {
    event.preventDefault()
    status.textContent = status.dataset.failed
  }
})
