<?php
// The hub's own metadata, read as an administrator's import reads them; then what a test changes.
$data = getenv('SAML_DATA');
if (is_file("$data/hub.xml")) {
    $read = SimpleSAML\Metadata\SAMLParser::parseFile("$data/hub.xml");
    $changes = json_decode(file_get_contents("$data/changes.json"), true);
    $metadata[$read->getEntityId()] = $changes + $read->getMetadata20SP();
}
