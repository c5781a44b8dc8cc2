// The address says /assets/renditions/…, the bucket's key begins at renditions/.
function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\/assets\//, '/');
  return request;
}
