plusminus combine
